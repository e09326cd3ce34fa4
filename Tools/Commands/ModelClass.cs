using System.CommandLine;
using FlowCore.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Which class of a model is asked for.</summary>
internal static class ModelClass
{
    /// <summary>The class, or null for none.</summary>
    /// <exception cref="WrongCallException">The model has no such class.</exception>
    public static int? Read(ParseResult parsed, Option<int?> option, FlowModel model)
    {
        var label = parsed.GetValue(option);
        if (label is { } asked)
        {
            WrongCallException.Guard(() => model.ThrowIfNotClass(asked));
        }

        return label;
    }
}
