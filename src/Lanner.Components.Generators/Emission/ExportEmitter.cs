using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes what a component exports: a method for each function, a class for each interface and each resource.</summary>
internal sealed class ExportEmitter(CodeWriter code, Codec codec, bool returnsResults)
{
    private readonly WorldModel _world = codec.World;

    /// <summary>Writes the class of an interface.</summary>
    internal void Emit(WorldItem item, TypeEmitter types)
    {
        code.Line();
        code.Document(item.Documentation ?? $"The interface `{item.ExternName}`, which the component exports.");
        code.Open($"public sealed class {item.TypeName}");
        EmitFields(item);
        code.Open($"internal {item.TypeName}({_world.FullName} _owner)");
        EmitFinding(item, "_owner.Instance", "_owner");
        code.Close();
        EmitMethods(item);
        foreach (var resource in item.Resources)
        {
            Emit(item, resource);
        }

        types.Emit(item);
        code.Close();
    }

    /// <summary>Writes the fields for the functions of an item.</summary>
    internal void EmitFields(WorldItem item)
    {
        foreach (var (function, field) in Fields(item))
        {
            code.Line($"private readonly {ClassFor(function)} {field};");
        }

        code.Line();
    }

    /// <summary>Writes the statements that find the functions of an item.</summary>
    internal void EmitFinding(WorldItem item, string instance, string owner)
    {
        foreach (var (function, field) in Fields(item))
        {
            var path = (item.ExternName is null ? "" : item.ExternName + "#") + function.ExternName;
            var resources = string.Concat(ResourcePaths.Of(_world, function, inExport: true).Select(one => $", \"{one}\""));
            code.Line($"{field} = {ClassFor(function)}.Find({instance}, {owner}, {CSharpNames.Literal(path)}, "
                + $"0x{TypeSignature.HashOf(function):X16}UL{resources});");
        }
    }

    /// <summary>Writes the methods of an item that belong to no object of the guest.</summary>
    internal void EmitMethods(WorldItem item)
    {
        foreach (var (function, field) in Fields(item).Where(pair => pair.Function.Kind != WitFunctionKind.Method))
        {
            Emit(function, item.Members, "this." + field);
        }
    }

    private static IEnumerable<(WitFunction Function, string Field)> Fields(WorldItem item) => item.Resources
        .SelectMany(resource => resource.Functions)
        .Concat(item.Functions)
        .Select((function, index) => (function, $"_function{index}"));

    private static string ClassFor(WitFunction function) =>
        $"{Codec.Bindings}.{(Shapes.PassesValues(function) ? "ExportedValueFunction" : "ExportedFunction")}";

    private void Emit(WorldItem item, WitResourceType resource)
    {
        var name = TypeEmitter.SimpleName(_world.NameOf(resource, inExport: true));
        code.Line();
        code.Document(resource.Documentation);
        code.Open($"public sealed class {name} : global::Lanner.Components.GuestResource");
        code.Line($"private readonly {item.FullName} _owner;");
        code.Line();
        code.Line($"internal {name}({item.FullName} _owner, global::Lanner.Components.ComponentResource _handle)");
        code.Line("    : base(_handle) => this._owner = _owner;");
        var members = new NameScope([.. NameScope.OfObject, name, "Dispose", "Handle"]);
        foreach (var (function, field) in Fields(item))
        {
            if (function.Kind == WitFunctionKind.Method && function.Resource == resource)
            {
                Emit(function, members, "_owner." + field);
            }
        }

        code.Close();
    }

    private void Emit(WitFunction function, NameScope members, string target)
    {
        var shape = new FunctionShape(codec, function, inExport: true, returnsResults);
        code.Line();
        shape.Document(code);
        code.Open($"public {shape.MethodType} {members.Add(FunctionShape.NameOf(function), "Function")}({shape.ParameterList})");
        foreach (var (parameter, name) in function.Parameters.Zip(shape.Names, (parameter, name) => (parameter, name)))
        {
            if (!(shape.IsMethod && parameter == function.Parameters[0]) && IsChecked(parameter.Type))
            {
                code.Line($"global::System.ArgumentNullException.ThrowIfNull({name});");
            }
        }

        if (Shapes.PassesValues(function))
        {
            EmitValues(shape, target);
            code.Close();
            return;
        }

        code.Line($"var _call = {target}.Begin();");
        code.Open("try");
        code.Open("unchecked");
        if (shape.IsPlain)
        {
            EmitPlain(shape);
        }
        else
        {
            EmitGeneral(shape);
        }

        code.Close();
        code.Close();
        code.Open("catch (global::System.Exception _error) when (_call.IsFault(_error))");
        code.Line("throw _call.Translate(_error);");
        code.Close();
        code.Open("finally");
        code.Line("_call.End();");
        code.Close();
        code.Close();
    }

    private bool IsChecked(WitType type) => TypeNames.IsReference(type)
        && !(type.Underlying is WitListType { Length: null } list && codec.Places.IsBlock(list.Element));

    private void EmitPlain(FunctionShape shape)
    {
        var types = shape.Function.Parameters.Select(parameter => CoreType(parameter.Type)).ToList();
        var arguments = shape.Function.Parameters.Select((parameter, index) => ToCore(parameter.Type, shape.Names[index]));
        if (shape.Result is { } result)
        {
            types.Add(CoreType(result));
            code.Line($"var _core = _call.Call<{string.Join(", ", types)}>({string.Join(", ", arguments)});");
            code.Line($"var _result = {FromCore(result)};");
            code.Line("_call.Complete();");
            code.Line("return _result;");
            return;
        }

        code.Line($"_call.Run{(types.Count == 0 ? "" : $"<{string.Join(", ", types)}>")}({string.Join(", ", arguments)});");
        code.Line("_call.Complete();");
    }

    private void EmitGeneral(FunctionShape shape)
    {
        var parameters = shape.Function.Parameters;
        code.Line("var _side = _call.Side;");
        code.Line($"var _values = default({Codec.Bindings}.FlatValues);");
        if (parameters.Count > 0)
        {
            code.Line("var _writer = _call.Lower(_values);");
        }

        if (shape.SpillsParameters)
        {
            code.Line($"var _at = _side.Allocate({shape.Parameters.Size.Text()}, {shape.Parameters.Alignment.Text()});");
        }

        for (var index = 0; index < parameters.Count; index++)
        {
            var name = shape.IsMethod && index == 0 ? "this" : shape.Names[index];
            code.Line(shape.SpillsParameters
                ? codec.Store(parameters[index].Type, true, name, shape.Offsets[index].From("_at"))
                : codec.Lower(parameters[index].Type, true, name));
        }

        if (shape.SpillsParameters)
        {
            code.Line("_writer.Write(_at);");
        }

        code.Line("_call.Invoke(_values);");
        if (shape.Result is not { } result)
        {
            code.Line("_call.Complete();");
            return;
        }

        if (shape.SpillsResult)
        {
            var place = codec.Places.Of(result);
            code.Line($"var _from = _call.ResultAddress({place.Size.Text()}, {place.Alignment.Text()});");
            code.Line($"var _result = {codec.Load(result, true, "_from")};");
        }
        else
        {
            code.Line("var _reader = _call.Lift();");
            code.Line($"var _result = {codec.Lift(result, true)};");
        }

        code.Line("_call.Complete();");
        code.Line(shape.Thrown is null ? "return _result;" : shape.Thrown.Ok is null ? "_result.OrThrow();" : "return _result.OrThrow();");
    }

    /// <summary>Writes the call of a function that passes values.</summary>
    private void EmitValues(FunctionShape shape, string target)
    {
        var arguments = string.Join(", ", shape.Function.Parameters.Select((_, index) => shape.MakeArgument(index)));
        var orThrow = shape.Thrown is null ? "" : ".OrThrow()";
        var returns = shape.ReturnType == "void" ? "" : "return ";
        if (shape.Function.IsAsync)
        {
            EmitSide(target, arguments);
            code.Line(shape.Result is null
                ? $"return {target}.CallAsync([{arguments}], {shape.CancellationName});"
                : $"return {target}.CallAsync([{arguments}], {codec.Taking(shape.Result, true)}{orThrow}, {shape.CancellationName});");
        }
        else if (shape.Result is null)
        {
            EmitSide(target, arguments);
            code.Line($"{target}.Call({arguments});");
        }
        else
        {
            var taken = codec.Take(shape.Result, true, "_value");
            EmitSide(target, arguments + taken);
            code.Line($"var _value = {target}.Call({arguments});");
            code.Line($"{returns}{taken}{orThrow};");
        }
    }

    /// <summary>Writes the variable for the guest's side, if an expression has it.</summary>
    private void EmitSide(string target, string expressions)
    {
        if (expressions.Contains("_side"))
        {
            code.Line($"var _side = {target}.Side;");
        }
    }

    private static string CoreType(WitType type) => type.Underlying switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.S64 or WitPrimitive.U64 } => "long",
        WitPrimitiveType { Primitive: WitPrimitive.F32 } => "float",
        WitPrimitiveType { Primitive: WitPrimitive.F64 } => "double",
        _ => "int",
    };

    private static string ToCore(WitType type, string name) => type.Underlying switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.F32 or WitPrimitive.F64 } => name,
        WitPrimitiveType { Primitive: WitPrimitive.Bool } => $"{name} ? 1 : 0",
        WitPrimitiveType { Primitive: WitPrimitive.Char } => $"{name}.Value",
        WitEnumType labels => $"(int){Codec.Label(labels, name)}",
        _ => $"({CoreType(type)}){name}",
    };

    private string FromCore(WitType type) => type.Underlying switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.F32 or WitPrimitive.F64 } => "_core",
        _ => codec.FromBits(type, true, "_core", isFlat: true),
    };
}
