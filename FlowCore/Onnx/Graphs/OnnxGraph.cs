using System.Globalization;

namespace FlowCore.Onnx.Graphs;

/// <summary>A graph as it grows: each node gives values of new names, which no other node of it or of its bodies gives.</summary>
/// <param name="name">What it is called.</param>
/// <param name="around">The graph in whose node it is a body, or null.</param>
internal sealed class OnnxGraph(string name, OnnxGraph? around = null)
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly Dictionary<string, string> _known = [];
    private readonly HashSet<string> _names = [];

    /// <summary>What it is called.</summary>
    public string Name { get; } = name;

    /// <summary>What it takes.</summary>
    public List<OnnxValue> Inputs { get; } = [];

    /// <summary>What it gives.</summary>
    public List<OnnxValue> Outputs { get; } = [];

    /// <summary>Its nodes, each after those whose values it takes.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Its constants. A body has none: it takes those of the graph around it.</summary>
    public IReadOnlyList<OnnxTensor> Constants => _constants;

    /// <summary>The part of the model whose nodes are added, the first half of their names.</summary>
    public string Place { get; set; } = name;

    /// <summary>Declares an input.</summary>
    /// <returns>Its name.</returns>
    public string Input(OnnxValue value)
    {
        Inputs.Add(value);
        return value.Name;
    }

    /// <summary>Declares an output and gives a value its name.</summary>
    /// <param name="value">The output.</param>
    /// <param name="from">What it is the same as.</param>
    public void Output(OnnxValue value, string from)
    {
        Outputs.Add(value);
        _nodes.Add(new OnnxNode("Identity", Unique(Place + ".Identity"), [from], [value.Name], []));
    }

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="attributes">Its constants.</param>
    /// <returns>What it gives.</returns>
    public string Node(string type, string[] inputs, params OnnxAttribute[] attributes) => Node(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="outputs">How many values it gives.</param>
    /// <param name="attributes">Its constants.</param>
    /// <returns>What it gives.</returns>
    public string[] Node(string type, string[] inputs, int outputs, OnnxAttribute[] attributes)
    {
        var node = Unique($"{Place}.{type}");
        string[] given = outputs == 1
            ? [node]
            : [.. Enumerable.Range(0, outputs).Select(i => string.Create(CultureInfo.InvariantCulture, $"{node}.{i}"))];
        _nodes.Add(new OnnxNode(type, node, inputs, given, attributes));
        return given;
    }

    /// <summary>Adds floats.</summary>
    /// <param name="extents">Their shape.</param>
    /// <param name="values">As many as the shape has elements.</param>
    /// <param name="named">What they are called, or null for what the part at hand suggests; a name that is there already is them.</param>
    /// <exception cref="FlowException">A number is not finite.</exception>
    public string Constant(long[] extents, float[] values, string? named = null)
    {
        if (around is not null)
        {
            return around.Constant(extents, values, named);
        }

        if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and var bad)
        {
            throw new FlowException(
                named ?? Place, "finite constants", FormattableString.Invariant($"{values[bad]} at {bad}"), "Use an earlier checkpoint.");
        }

        var key = named is null ? null : $"{named} {string.Join(' ', extents)}";
        if (key is not null && _known.TryGetValue(key, out var known))
        {
            return known;
        }

        var made = Unique(named ?? Place + ".constant");
        _constants.Add(new OnnxTensor(made, extents, values));
        return key is null ? made : _known[key] = made;
    }

    /// <summary>A single float.</summary>
    public string Number(double value) =>
        Constant([], [(float)value], FormattableString.Invariant($"number {(float)value:R}"));

    /// <summary>Whole numbers, such as a shape: the same ones are there once.</summary>
    public string Integers(params long[] values)
    {
        if (around is not null)
        {
            return around.Integers(values);
        }

        var key = FormattableString.Invariant($"integers {string.Join(' ', values)}");
        if (!_known.TryGetValue(key, out var known))
        {
            _known[key] = known = Unique(key);
            _constants.Add(new OnnxTensor(known, [values.Length], values));
        }

        return known;
    }

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string name)
    {
        if (around is not null)
        {
            return around.Unique(name);
        }

        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
        }

        return unique;
    }
}
