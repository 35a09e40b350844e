using System.Reflection;

namespace Lanner.TrimDocumentation;

/// <summary>The names, as documentation files have them, of all that is visible outside of an assembly: types that are public all the way,
/// and their public and protected members.</summary>
internal static class VisibleMembers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    internal static HashSet<string> Of(Assembly assembly)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes().Where(IsVisible))
        {
            names.Add(DocumentationName.Of(type));
            foreach (var member in type.GetMembers(All).Where(IsVisible))
            {
                names.Add(DocumentationName.Of(member));
            }
        }

        return names;
    }

    private static bool IsVisible(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
        : type.IsPublic;

    /// <summary>Tests a member of a visible type. Nobody derives from a sealed one.</summary>
    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || (!method.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly)),
        FieldInfo field => field.IsPublic || (!field.DeclaringType!.IsSealed && (field.IsFamily || field.IsFamilyOrAssembly)),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),

        // Nested types come by themselves.
        _ => false,
    };
}
