using System.Text;
using Lanner.Components;
using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A guest with a directory, in memory or on the host.</summary>
internal sealed class FilesystemGuest : IDisposable
{
    internal const string Types = "wasi:filesystem/types";

    private readonly Sandbox? _sandbox;

    internal FilesystemGuest(bool onHost, DirectoryRights rights = DirectoryRights.All, int maximumDescriptors = 1024)
    {
        _sandbox = onHost ? new Sandbox() : null;
        Files = onHost ? new HostDirectory(_sandbox!.Inside) : new InMemoryFileSystem();
        var builder = new WasiContextBuilder { MaximumDescriptors = maximumDescriptors };
        builder.AddFileSystem(Files, "/data", DirectoryRights.All);
        builder.AddFileSystem(Files, "/limited", rights);
        Guest = new Preview2Guest(builder);
        var directories = Guest.Call("wasi:filesystem/preopens", "get-directories")!.Value.AsList();
        Assert.Equal(["/data", "/limited"], directories.Select(directory => directory.AsList()[1].AsString()));
        Root = directories[0].AsList()[0].AsResource();
        Limited = directories[1].AsList()[0].AsResource();
    }

    internal Preview2Guest Guest { get; }

    internal FileSystem Files { get; }

    /// <summary>The directory with all rights.</summary>
    internal ComponentResource Root { get; }

    /// <summary>The same with the rights of the test.</summary>
    internal ComponentResource Limited { get; }

    /// <summary>Calls a method of a descriptor.</summary>
    /// <returns>The value; or the label of an error.</returns>
    internal (ComponentValue? Value, string? Error) Call(
        ComponentResource descriptor, string method, params ReadOnlySpan<ComponentValue> arguments)
    {
        var result = Guest.Call(Types, $"[method]descriptor.{method}", [ComponentValue.FromBorrow(descriptor), .. arguments])!.Value;
        var (isError, value) = result.AsResult();
        return isError ? (null, value!.Value.AsEnum()) : (value, null);
    }

    /// <summary>Calls a method that succeeds.</summary>
    internal ComponentValue Get(ComponentResource descriptor, string method, params ReadOnlySpan<ComponentValue> arguments)
    {
        var (value, error) = Call(descriptor, method, arguments);
        Assert.Null(error);
        return value ?? default;
    }

    internal ComponentResource Open(string path, string[] openFlags, params string[] flags) =>
        Get(Root, "open-at", OpenArguments(path, openFlags, flags)).AsResource();

    internal string? OpenError(ComponentResource directory, string path, string[] openFlags, params string[] flags) =>
        Call(directory, "open-at", OpenArguments(path, openFlags, flags)).Error;

    internal void Write(string path, string text)
    {
        using var file = Open(path, ["create", "truncate"], "write");
        Assert.Equal((ulong)text.Length, Get(file, "write", Bytes(text), U64(0)).AsU64());
    }

    internal string Read(string path)
    {
        using var file = Open(path, [], "read");
        return TextOf(Get(file, "read", U64(1000), U64(0)).AsList()[0]);
    }

    internal static ComponentValue U64(ulong value) => ComponentValue.FromU64(value);

    internal static ComponentValue String(string value) => ComponentValue.FromString(value);

    internal static ComponentValue Bytes(string text) => ComponentValue.FromNumbers<byte>(Encoding.UTF8.GetBytes(text));

    internal static string TextOf(ComponentValue bytes) => Encoding.UTF8.GetString(bytes.AsNumbers<byte>().Span);

    internal static ComponentValue Follow(bool follow = true) =>
        follow ? ComponentValue.FromFlags("symlink-follow") : ComponentValue.FromFlags();

    public void Dispose()
    {
        Guest.Dispose();
        _sandbox?.AssertOutsideIsUntouched();
        _sandbox?.Dispose();
    }

    private static ComponentValue[] OpenArguments(string path, string[] openFlags, string[] flags) =>
        [Follow(), String(path), ComponentValue.FromFlags(openFlags), ComponentValue.FromFlags(flags)];
}
