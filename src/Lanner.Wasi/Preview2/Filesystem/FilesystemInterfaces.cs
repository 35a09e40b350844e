using System.Text;
using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The package <c>wasi:filesystem</c>: over the same file systems and with the same rules for paths as WASI 0.1.</summary>
internal static class FilesystemInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var types = define("wasi:filesystem/types");
        types.Resource(ResourceTypes.Error);
        types.Resource(ResourceTypes.InputStream);
        types.Resource(ResourceTypes.OutputStream);
        types.Resource(ResourceTypes.Descriptor);
        types.Resource(ResourceTypes.DirectoryEntryStream);
        DescriptorContent.Define(types);
        DescriptorStatus.Define(types);
        DescriptorPaths.Define(types);
        types.Method(ResourceTypes.DirectoryEntryStream, "read-directory-entry", ReadDirectoryEntry);
        types.Function("filesystem-error-code", ErrorCodeOf);
        DefinePreopens(define);
    }

    /// <summary>Defines the granted directories, which is the same in WASI 0.3.</summary>
    internal static void DefinePreopens(Func<string, InterfaceDefinition> define)
    {
        var preopens = define("wasi:filesystem/preopens");
        preopens.Resource(ResourceTypes.Descriptor);
        preopens.Function("get-directories", GetDirectories);
    }

    private static ComponentValue? ReadDirectoryEntry(InterfaceCall call)
    {
        // After a name that is no string of the component model, the next call goes on with the next one.
        var error = call.Resource<DirectoryEntryStream>(0).Read(out var name, out var type);
        return error != WasiError.Success ? call.Refuse(error)
            : ComponentValue.Ok(name is null
                ? ComponentValue.None
                : ComponentValue.Some(EntryOf(isPreview3: false, name, type)));
    }

    /// <summary>The record <c>directory-entry</c>.</summary>
    internal static ComponentValue EntryOf(bool isPreview3, byte[] name, FileType type) => ComponentValue.FromRecord(
        ("type", DescriptorStatus.TypeOf(isPreview3, type)), ("name", ComponentValue.FromString(Encoding.UTF8.GetString(name))));

    private static ComponentValue? ErrorCodeOf(InterfaceCall call) => call.Resource<IoError>(0).Failure.Code is WasiError code
        ? ComponentValue.Some(ErrorCodes.Enum(code))
        : ComponentValue.None;

    private static ComponentValue? GetDirectories(InterfaceCall call)
    {
        var directories = new List<ComponentValue>();
        foreach (var granted in call.Context.Directories)
        {
            var descriptor = new FileDescriptor(new SharedNode(granted.Node, count: null)) { GrantedAs = granted.GrantedAs };
            directories.Add(ComponentValue.FromTuple(
                call.Own(ResourceTypes.Descriptor, descriptor), ComponentValue.FromString(granted.GrantedAs!)));
        }

        return ComponentValue.FromList([.. directories]);
    }
}
