namespace Lanner.Components;

/// <summary>The type of a function of a component.</summary>
public sealed class ComponentFunctionType : DefinitionType
{
    internal ComponentFunctionType(bool isAsync, LabeledType[] parameters, ComponentValueType? result)
        : base(TypeShape.Of([.. parameters.Select(parameter => parameter.Type), result]))
    {
        IsAsync = isAsync;
        Parameters = parameters;
        Result = result;
    }

    /// <summary>True if a call may block.</summary>
    public bool IsAsync { get; }

    /// <summary>The parameters, first to last.</summary>
    public IReadOnlyList<LabeledType> Parameters { get; }

    /// <summary>The type of the result, or null when there is none.</summary>
    public ComponentValueType? Result { get; }

    internal override string Kind => "func";
}
