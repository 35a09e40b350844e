using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Tests.Files;

/// <summary>A directory <c>inside</c> that is granted, and one beside it, <c>outside</c>, that nobody may reach or change.</summary>
internal sealed class Sandbox : IDisposable
{
    internal const string Secret = "the secret";

    private readonly string _outsideBefore;

    internal Sandbox()
    {
        Inside = Directory.CreateDirectory(Path.Combine(Folder, "inside")).FullName;
        Outside = Directory.CreateDirectory(Path.Combine(Folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(Outside, "secret"), Secret);
        Directory.CreateDirectory(Path.Combine(Outside, "folder"));
        File.CreateSymbolicLink(Path.Combine(Outside, "link"), "secret");
        _outsideBefore = DescribeOutside();
    }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("lanner-wasi-").FullName;

    internal string Inside { get; }

    internal string Outside { get; }

    /// <summary>The directory as a guest has it.</summary>
    /// <param name="walks">True if paths are walked step by step.</param>
    internal OpenDirectory Open(bool walks) => new HostDirectory(Inside, walks).OpenRoot();

    internal void AssertOutsideIsUntouched() => Assert.Equal(_outsideBefore, DescribeOutside());

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string DescribeOutside()
    {
        var text = new StringBuilder();
        foreach (var entry in new DirectoryInfo(Outside).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(
            entry => entry.FullName, StringComparer.Ordinal))
        {
            text.AppendLine(
                $"{entry.FullName} {entry.Attributes} {entry.LastWriteTimeUtc:O} {entry.LinkTarget} "
                + $"{(entry is FileInfo { LinkTarget: null } file ? File.ReadAllText(file.FullName) : "")}");
        }

        return text.Append(Directory.GetLastWriteTimeUtc(Outside).ToString("O")).ToString();
    }
}

/// <summary>The operations of tests on file systems, in the words of .NET.</summary>
internal static class FileSystemExtensions
{
    internal static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    internal static OpenFile OpenFile(this OpenDirectory directory, string path, OpenFlags flags = OpenFlags.Read)
    {
        Assert.Equal(WasiError.Success, directory.Open(path.Utf8(), flags, FileFlags.None, out var node));
        return Assert.IsAssignableFrom<OpenFile>(node);
    }

    internal static OpenDirectory OpenDirectory(this OpenDirectory directory, string path)
    {
        Assert.Equal(
            WasiError.Success,
            directory.Open(path.Utf8(), OpenFlags.Read | OpenFlags.Directory | OpenFlags.FollowLinks, FileFlags.None, out var node));
        return Assert.IsAssignableFrom<OpenDirectory>(node);
    }

    internal static string ReadText(this OpenDirectory directory, string path)
    {
        using var file = directory.OpenFile(path, OpenFlags.Read | OpenFlags.FollowLinks);
        return file.ReadText();
    }

    internal static unsafe string ReadText(this OpenFile file)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        fixed (byte* address = buffer)
        {
            var vector = new IoVector(address, buffer.Length);
            while (true)
            {
                Assert.Equal(WasiError.Success, file.Read(new ReadOnlySpan<IoVector>(in vector), default, out var count));
                if (count == 0)
                {
                    return text.ToString();
                }

                text.Append(Encoding.UTF8.GetString(buffer, 0, (int)count));
            }
        }
    }

    /// <summary>Reads once.</summary>
    internal static unsafe string ReadText(this OpenFile file, int atMost)
    {
        var buffer = new byte[atMost];
        fixed (byte* address = buffer)
        {
            var vector = new IoVector(address, buffer.Length);
            Assert.Equal(WasiError.Success, file.Read(new ReadOnlySpan<IoVector>(in vector), default, out var count));
            return Encoding.UTF8.GetString(buffer, 0, (int)count);
        }
    }

    internal static unsafe WasiError WriteText(this OpenFile file, string text, out ulong count)
    {
        fixed (byte* address = text.Utf8())
        {
            var vector = new IoVector(address, Encoding.UTF8.GetByteCount(text));
            return file.Write(new ReadOnlySpan<IoVector>(in vector), default, out count);
        }
    }

    internal static void WriteText(this OpenDirectory directory, string path, string text)
    {
        using var file = directory.OpenFile(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate);
        Assert.Equal(WasiError.Success, file.WriteText(text, out var count));
        Assert.Equal((ulong)text.Utf8().Length, count);
    }

    internal static List<string> ListNames(this OpenDirectory directory)
    {
        var names = new List<string>();
        for (var cookie = 0ul; ;)
        {
            Assert.Equal(WasiError.Success, directory.ReadEntry(cookie, out var entry));
            if (entry.Name.IsEmpty)
            {
                return names;
            }

            names.Add(Encoding.UTF8.GetString(entry.Name));
            cookie = entry.Next;
        }
    }
}
