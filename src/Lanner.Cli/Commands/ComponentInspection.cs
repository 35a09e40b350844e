using Lanner.Cli.Messages;
using Lanner.Components;

namespace Lanner.Cli.Commands;

/// <summary>Shows the parts of a component.</summary>
internal static class ComponentInspection
{
    internal static void Print(Component component)
    {
        Console.WriteLine($"component: {component.Binary.Length} bytes");
        Console.WriteLine("core modules:");
        for (var index = 0; index < component.CoreModules.Count; index++)
        {
            Console.WriteLine($"  {index}: {component.CoreModules[index].Length} bytes");
        }

        Console.WriteLine("imports:");
        Print(component.Imports, "  ");
        Console.WriteLine("exports:");
        Print(component.Exports, "  ");
    }

    private static void Print(IReadOnlyList<ComponentExtern> items, string indentation)
    {
        foreach (var item in items)
        {
            Console.WriteLine($"{indentation}{Printable.Name(item.Name)}: {TextOf(item)}");
            if (item.Type is ComponentInstanceType instance)
            {
                Print(instance.Exports, indentation + "  ");
            }
        }
    }

    private static string TextOf(ComponentExtern item) => item.Kind switch
    {
        ComponentExternKind.Function => item.Type.ToString(),
        ComponentExternKind.Value => $"value {item.Type}",
        ComponentExternKind.CoreModule => "core module",
        _ => item.Kind.ToString().ToLowerInvariant(),
    };
}
