using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes what a component imports: interfaces for the host to implement, and the code by which guests call them.</summary>
internal sealed class ImportEmitter(CodeWriter code, Codec codec, bool returnsResults)
{
    private readonly WorldModel _world = codec.World;

    // The methods of the interfaces, by function.
    private readonly Dictionary<(WorldItem Item, WitFunction Function), string> _methods = [];
    private int _count;

    /// <summary>Writes the interface that the host implements, and the types inside.</summary>
    internal void EmitInterface(WorldItem item, TypeEmitter types)
    {
        code.Line();
        code.Document(item.Documentation ?? (item.ExternName is null
            ? "The functions that the component imports by their own names."
            : $"The interface `{item.ExternName}`, which the component imports."));
        code.Open($"public {(item.HasFunctions ? "interface" : "static class")} {item.TypeName}");
        foreach (var function in FunctionsOf(item).Where(function => function.Kind != WitFunctionKind.Method))
        {
            EmitMember(item, function, item.Members);
        }

        // A world's own types stand in its class.
        if (item.ExternName is not null)
        {
            EmitResources(item);
            types.Emit(item);
        }

        code.Close();
    }

    /// <summary>Writes the interfaces of resources.</summary>
    internal void EmitResources(WorldItem item)
    {
        foreach (var resource in item.Resources)
        {
            code.Line();
            code.Document(resource.Documentation);
            var name = TypeEmitter.SimpleName(_world.NameOf(resource, inExport: false));
            code.Open($"public interface {name} : global::System.IDisposable");
            var members = new NameScope([.. NameScope.OfObject, name, "Dispose"]);
            foreach (var method in FunctionsOf(item))
            {
                if (method.Kind == WitFunctionKind.Method && method.Resource == resource)
                {
                    EmitMember(item, method, members);
                }
            }

            code.Close();
        }
    }

    /// <summary>Writes the method that defines an interface in a linker, and the code of its functions.</summary>
    internal void EmitDefinition(WorldItem item)
    {
        if (!item.HasFunctions)
        {
            return;
        }

        var name = _world.Members.Add("Define" + item.Name, "Interface");
        code.Line();
        code.Document(item.ExternName is null
            ? "Defines the functions that the component imports by their own names."
            : $"Defines the interface `{item.ExternName}`.");
        code.Document("The linker.", "param", " name=\"linker\"");
        code.Document("The implementation, which guests of every store of the linker call.", "param", " name=\"host\"");
        code.Open($"public static void {name}(global::Lanner.Components.ComponentLinker linker, {item.FullName} host)");
        code.Line("global::System.ArgumentNullException.ThrowIfNull(linker);");
        code.Line("global::System.ArgumentNullException.ThrowIfNull(host);");
        var interfaceName = item.ExternName is null ? "null" : CSharpNames.Literal(item.ExternName);
        foreach (var resource in item.Resources)
        {
            var literal = CSharpNames.Literal(resource.Name);
            code.Line($"linker.DefineResource({interfaceName}, {literal}, new global::Lanner.Components.HostResourceType({literal}, "
                + "static value => ((global::System.IDisposable)value).Dispose()));");
        }

        var functions = FunctionsOf(item).ToList();
        for (var index = 0; index < functions.Count; index++)
        {
            var function = functions[index];
            var resources = string.Concat(ResourcePaths.Of(_world, function, inExport: false).Select(one => $", \"{one}\""));
            var (verb, lambda, passed) = function.IsAsync
                ? ("DefineAsync", "(_side, _arguments, _cancellation)", "_side, _arguments, _cancellation")
                : Shapes.PassesValues(function) ? ("DefineValues", "(_side, _arguments)", "_side, _arguments")
                : ("Define", $"(ref {Codec.Bindings}.ImportCall _call)", "ref _call");
            code.Line($"{Codec.Bindings}.ImportedFunction.{verb}(linker, {interfaceName}, {CSharpNames.Literal(function.ExternName)}, "
                + $"0x{TypeSignature.HashOf(function):X16}UL, {lambda} => Import{_count + index}(host, {passed}){resources});");
        }

        code.Close();
        foreach (var function in functions)
        {
            if (Shapes.PassesValues(function))
            {
                EmitValueBody(item, function);
            }
            else
            {
                EmitBody(item, function);
            }
        }
    }

    private static IEnumerable<WitFunction> FunctionsOf(WorldItem item) => item.Resources
        .SelectMany(resource => resource.Functions)
        .Concat(item.Functions);

    private void EmitMember(WorldItem item, WitFunction function, NameScope members)
    {
        var shape = new FunctionShape(codec, function, inExport: false, returnsResults);
        var name = members.Add(FunctionShape.NameOf(function), "Function");
        _methods[(item, function)] = name;
        code.Line();
        shape.Document(code);
        code.Line($"{shape.MethodType} {name}({shape.ParameterList});");
    }

    private void EmitBody(WorldItem item, WitFunction function)
    {
        var shape = new FunctionShape(codec, function, inExport: false, returnsResults);
        code.Line();
        code.Open($"private static void Import{_count++}({item.FullName} _host, scoped ref {Codec.Bindings}.ImportCall _call)");
        code.Open("unchecked");
        code.Line("var _side = _call.Side;");
        EmitArguments(shape);
        EmitInvocation(shape, _methods[(item, function)]);
        if (shape.Result is { } result)
        {
            if (shape.SpillsResult)
            {
                var place = codec.Places.Of(result);
                code.Line($"var _to = _call.ResultAddress({place.Size.Text()}, {place.Alignment.Text()});");
                code.Line(codec.Store(result, false, "_result", "_to"));
            }
            else
            {
                code.Line("var _writer = _call.Lower();");
                code.Line(codec.Lower(result, false, "_result"));
            }
        }

        code.Close();
        code.Close();
    }

    private void EmitValueBody(WorldItem item, WitFunction function)
    {
        const string Value = "global::Lanner.Components.ComponentValue";
        var shape = new FunctionShape(codec, function, inExport: false, returnsResults);
        var (returns, arguments, cancellation) = function.IsAsync
            ? (
                $"async global::System.Threading.Tasks.ValueTask<{Value}?>",
                "global::System.ReadOnlyMemory",
                $", {TypeNames.CancellationToken} _cancellation")
            : ($"{Value}?", "global::System.ReadOnlySpan", "");
        code.Line();
        code.Open($"private static {returns} Import{_count++}({item.FullName} _host, {Codec.Bindings}.ValueSide _side, "
            + $"{arguments}<{Value}> _arguments{cancellation})");
        for (var index = 0; index < shape.Names.Length; index++)
        {
            var argument = $"_arguments{(function.IsAsync ? ".Span" : "")}[{index}]";
            code.Line($"var {shape.Names[index]} = {codec.Take(function.Parameters[index].Type, false, argument)};");
        }

        EmitInvocation(shape, _methods[(item, function)]);
        code.Line(shape.Result is null ? "return null;" : $"return {codec.Make(shape.Result, false, "_result")};");
        code.Close();
    }

    private void EmitArguments(FunctionShape shape)
    {
        var parameters = shape.Function.Parameters;
        if (shape.SpillsParameters)
        {
            code.Line($"var _from = _call.ArgumentAddress({shape.Parameters.Size.Text()}, {shape.Parameters.Alignment.Text()});");
        }
        else if (parameters.Count > 0)
        {
            code.Line("var _reader = _call.Lift();");
        }

        for (var index = 0; index < parameters.Count; index++)
        {
            var type = parameters[index].Type;
            var value = shape.SpillsParameters
                ? codec.Load(type, false, shape.Offsets[index].From("_from"))
                : codec.Lift(type, false);
            code.Line($"var {shape.Names[index]} = {value};");
        }
    }

    private void EmitInvocation(FunctionShape shape, string method)
    {
        var target = shape.IsMethod ? shape.Names[0] : "_host";
        var arguments = shape.Names.Skip(shape.IsMethod ? 1 : 0);
        var call = shape.Function.IsAsync
            ? $"await {target}.{method}({string.Join(", ", arguments.Append("_cancellation"))}).ConfigureAwait(false)"
            : $"{target}.{method}({string.Join(", ", arguments)})";
        if (shape.Thrown is { } thrown)
        {
            var error = codec.TypeOf(thrown.Error, false);
            code.Line($"{shape.ResultType} _result;");
            code.Open("try");
            if (thrown.Ok is null)
            {
                code.Line($"{call};");
                code.Line($"_result = {shape.ResultType}.Ok(default);");
            }
            else
            {
                code.Line($"_result = {shape.ResultType}.Ok({call});");
            }

            code.Close();
            code.Open($"catch (global::Lanner.Components.ResultException<{error}> _error)");
            code.Line($"_result = {shape.ResultType}.Failed(_error.Error);");
            code.Close();
            return;
        }

        code.Line(shape.Result is null ? $"{call};" : $"var _result = {call};");
    }
}
