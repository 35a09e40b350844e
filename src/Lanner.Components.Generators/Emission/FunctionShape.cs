using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>A function of WIT as a method of C#.</summary>
internal sealed class FunctionShape
{
    /// <summary>More core values than this are passed in memory (Canonical ABI, <c>MAX_FLAT_PARAMS</c>).</summary>
    private const int MaximumParameters = 16;

    private readonly Codec _codec;

    internal FunctionShape(Codec codec, WitFunction function, bool inExport, bool returnsResults)
    {
        _codec = codec;
        Function = function;
        InExport = inExport;
        var names = new NameScope();
        Names = [.. function.Parameters.Select(parameter => names.Add(CSharpNames.Camel(parameter.Name), "Value"))];
        CancellationName = names.Add("cancellation", "Token");
        Result = function.Result;
        Thrown = returnsResults ? null : function.Result?.Underlying as WitResultType;
        Parameters = codec.Places.OfParts(function.Parameters.Select(parameter => parameter.Type), out var offsets);
        Offsets = offsets;
        SpillsParameters = Parameters.FlatCount > MaximumParameters;
        SpillsResult = Result is not null && codec.Places.Of(Result).FlatCount > 1;
    }

    internal WitFunction Function { get; }

    internal bool InExport { get; }

    /// <summary>The names of the parameters, with <c>self</c> of methods.</summary>
    internal string[] Names { get; }

    /// <summary>The name of the parameter for cancellation, of a function that may wait.</summary>
    internal string CancellationName { get; }

    internal WitType? Result { get; }

    /// <summary>The result whose error is thrown, or null.</summary>
    internal WitResultType? Thrown { get; }

    /// <summary>The place of all parameters.</summary>
    internal Place Parameters { get; }

    internal Measure[] Offsets { get; }

    internal bool SpillsParameters { get; }

    internal bool SpillsResult { get; }

    internal bool IsMethod => Function.Kind == WitFunctionKind.Method;

    /// <summary>True if every value is one core value, and there are few enough for a call without a detour.</summary>
    internal bool IsPlain => Function.Parameters.Count <= 4 && Function.Parameters.All(parameter => Shapes.IsScalar(parameter.Type))
        && (Result is null || Shapes.IsScalar(Result));

    /// <summary>The type that the method returns.</summary>
    internal string ReturnType => Thrown is not null
        ? Thrown.Ok is null ? "void" : _codec.TypeOf(Thrown.Ok, InExport)
        : Result is null ? "void" : _codec.TypeOf(Result, InExport);

    /// <summary>The type that the method returns, of a function that may wait a task.</summary>
    internal string MethodType => !Function.IsAsync ? ReturnType
        : ReturnType == "void" ? TypeNames.Task
        : $"{TypeNames.Task}<{ReturnType}>";

    internal string ResultType => _codec.TypeOf(Result, InExport);

    /// <summary>The parameters of the method.</summary>
    internal string ParameterList => string.Join(", ", Function.Parameters
        .Select((parameter, index) => $"{TypeOfParameter(parameter.Type)} {Names[index]}")
        .Skip(IsMethod ? 1 : 0)
        .Concat(Function.IsAsync
            ? [$"{TypeNames.CancellationToken} {CancellationName}{(InExport ? " = default" : "")}"]
            : Enumerable.Empty<string>()));

    /// <summary>The name of the method in a type.</summary>
    internal static string NameOf(WitFunction function) => function.Kind switch
    {
        WitFunctionKind.Constructor => "Create" + CSharpNames.Pascal(function.Name),
        WitFunctionKind.Static => CSharpNames.Pascal(function.Resource!.Name) + CSharpNames.Pascal(function.Name),
        _ => CSharpNames.Pascal(function.Name),
    } + (function.IsAsync ? "Async" : "");

    internal void Document(CodeWriter code)
    {
        code.Document(Function.Documentation);
        if (Thrown is not null)
        {
            code.Line("/// <exception cref=\"global::Lanner.Components.ResultException\">The function has returned an error.</exception>");
        }
    }

    /// <summary>The type of a parameter: a list that is copied to a guest as a block need be no array.</summary>
    private string TypeOfParameter(WitType type) => IsSpan(type, out var element)
        ? $"global::System.ReadOnlySpan<{_codec.TypeOf(element, InExport)}>"
        : _codec.TypeOf(type, InExport);

    private bool IsSpan(WitType type, out WitType element)
    {
        element = type.Underlying is WitListType { Length: null } list ? list.Element : type;
        return InExport && element != type && _codec.Places.IsBlock(element);
    }

    /// <summary>The value of a parameter.</summary>
    internal string MakeArgument(int index)
    {
        var type = Function.Parameters[index].Type;
        var name = IsMethod && index == 0 ? "this" : Names[index];
        return _codec.Make(type, InExport, IsSpan(type, out var element) && !Shapes.IsNumber(element) ? $"{name}.ToArray()" : name);
    }
}
