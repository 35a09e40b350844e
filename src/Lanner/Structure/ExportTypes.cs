namespace Lanner.Structure;

/// <summary>The types of what a module exports.</summary>
internal static class ExportTypes
{
    internal static ExternalType TypeOf(this ModuleDefinition module, ExportDefinition export) => export.Kind switch
    {
        ExternalKind.Function => new FunctionExternalType(module.Functions[export.Index].Type),
        ExternalKind.Table => module.Tables[export.Index].Type,
        ExternalKind.Memory => module.Memories[export.Index],
        ExternalKind.Global => module.Globals[export.Index].Type,
        _ => module.Tags[export.Index],
    };
}
