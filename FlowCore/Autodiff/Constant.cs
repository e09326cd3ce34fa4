using System.Collections.Immutable;

namespace FlowCore.Autodiff;

/// <summary>
/// Integers of a model that are never trained and without which its parameters mean nothing, such as the permutation of a
/// PLU matrix: a checkpoint keeps them under their name beside the parameters. PyTorch calls such a thing a buffer.
/// </summary>
public sealed class Constant
{
    private readonly Func<ImmutableArray<int>, (string Expected, string Got)?>? _fault;
    private Func<int[]>? _initial;
    private ImmutableArray<int> _values;

    /// <summary>A constant whose values are made when they are first asked for; from a file, they never are.</summary>
    /// <param name="name">The path of its layer and its own name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="initial">Makes its values, in order; called once at most.</param>
    /// <param name="fault">Says of values what they should be and what they are, or null of those that will do.</param>
    public Constant(
        string name, Shape shape, Func<int[]> initial, Func<ImmutableArray<int>, (string Expected, string Got)?>? fault = null)
    {
        (Name, Shape, _initial, _fault) = (name, shape, initial, fault);
    }

    /// <summary>The path of its layer and its own name.</summary>
    public string Name { get; }

    /// <summary>Its extents.</summary>
    public Shape Shape { get; }

    /// <summary>Its values, in order.</summary>
    public ImmutableArray<int> Values
    {
        get
        {
            if (_initial is { } initial)
            {
                Set([.. initial()]);
            }

            return _values;
        }
    }

    /// <summary>Replaces the values, as a file does.</summary>
    /// <exception cref="FlowException">They are not as many as the shape says, or not what this constant can be.</exception>
    public void Set(ImmutableArray<int> values)
    {
        ShapeException.ThrowIfNot(Shape.Count, values.Length, Name, "numbers");
        if (_fault?.Invoke(values) is (var expected, var got))
        {
            throw new FlowException(Name, expected, got, "");
        }

        (_values, _initial) = (values, null);
    }
}
