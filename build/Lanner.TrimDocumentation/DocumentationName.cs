using System.Globalization;
using System.Reflection;
using System.Text;

namespace Lanner.TrimDocumentation;

/// <summary>The names of types and members in documentation files (C# specification, annex D.4.2).</summary>
internal static class DocumentationName
{
    internal static string Of(MemberInfo member) => member switch
    {
        Type type => $"T:{Name(type)}",
        FieldInfo => $"F:{Name(member.DeclaringType!)}.{Escape(member.Name)}",
        EventInfo => $"E:{Name(member.DeclaringType!)}.{Escape(member.Name)}",
        PropertyInfo property => $"P:{Name(member.DeclaringType!)}.{Escape(member.Name)}{Parameters(property.GetIndexParameters())}",
        MethodBase method =>
            $"M:{Name(member.DeclaringType!)}.{Escape(member.Name)}{Arity(method)}{Parameters(method.GetParameters())}{Result(method)}",
        _ => throw new ArgumentException($"{member} has no name in documentation files.", nameof(member)),
    };

    /// <summary>A type where it is defined: its type parameters are a number.</summary>
    private static string Name(Type type) => type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}"
        : string.IsNullOrEmpty(type.Namespace) ? type.Name
        : $"{type.Namespace}.{type.Name}";

    private static string Escape(string name) => name.Replace('.', '#');

    private static string Arity(MethodBase method) => method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Reference(parameter.ParameterType)))})";

    /// <summary>Conversions are told apart by what they make.</summary>
    private static string Result(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? $"~{Reference(conversion.ReturnType)}" : "";

    /// <summary>A type where it is used.</summary>
    private static string Reference(Type type)
    {
        if (type.IsByRef)
        {
            return Reference(type.GetElementType()!) + '@';
        }

        if (type.IsPointer)
        {
            return Reference(type.GetElementType()!) + '*';
        }

        if (type.IsArray)
        {
            return Reference(type.GetElementType()!)
                + (type.IsSZArray ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()))}]");
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        }

        return type.IsGenericType ? Generic(type) : Name(type);
    }

    /// <summary>The arguments stand at the type that has the parameters, which may be one around it.</summary>
    private static string Generic(Type type)
    {
        var arguments = type.GetGenericArguments();
        var used = 0;
        var name = new StringBuilder();
        foreach (var part in Around(type.GetGenericTypeDefinition()))
        {
            var own = part.GetGenericArguments().Length - used;
            var tick = part.Name.IndexOf('`', StringComparison.Ordinal);
            name.Append(name.Length > 0 ? "." : string.IsNullOrEmpty(part.Namespace) ? "" : $"{part.Namespace}.")
                .Append(tick < 0 ? part.Name : part.Name[..tick]);
            if (own > 0)
            {
                name.Append('{').AppendJoin(',', arguments[used..(used + own)].Select(Reference)).Append('}');
                used += own;
            }
        }

        return name.ToString();
    }

    private static IEnumerable<Type> Around(Type type) => type.DeclaringType is { } outer ? Around(outer).Append(type) : [type];
}
