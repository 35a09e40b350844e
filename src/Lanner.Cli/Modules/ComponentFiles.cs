using System.Text;
using Lanner.Cli.Messages;
using Lanner.Components;

namespace Lanner.Cli.Modules;

/// <summary>Reads the components that command lines name, and tells what is wrong with them by file, line and column.</summary>
internal static class ComponentFiles
{
    /// <summary>The magic number, the version and the layer of components (Binary.md, "Component Definitions").</summary>
    private static ReadOnlySpan<byte> Preamble => [0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01, 0x00];

    /// <summary>Tests whether a file holds a component, binary or text, and no module.</summary>
    internal static bool IsComponent(ReadOnlySpan<byte> bytes, string path) => TextFormat.IsText(bytes, path)
        ? FirstWordOf(Encoding.UTF8.GetString(bytes)) == "component"
        : bytes.StartsWith(Preamble);

    /// <summary>Makes a component, binary or text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="FileException">It is not a component that the engine takes.</exception>
    internal static Component Make(Engine engine, string path, byte[] bytes)
    {
        try
        {
            return TextFormat.IsText(bytes, path)
                ? Component.FromText(engine, Encoding.UTF8.GetString(bytes))
                : Component.FromBinary(engine, bytes);
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException)
        {
            throw ModuleFiles.Explain(path, error, "");
        }
    }

    /// <summary>The word after the first parenthesis of a text, comments left out.</summary>
    private static string FirstWordOf(string text)
    {
        var position = 0;
        while (position < text.Length)
        {
            var rest = text.AsSpan(position);
            if (rest.StartsWith(";;"))
            {
                position = text.IndexOf('\n', position) is >= 0 and var end ? end : text.Length;
            }
            else if (rest.StartsWith("(;"))
            {
                position = EndOfComment(text, position);
            }
            else if (char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            else
            {
                break;
            }
        }

        var word = text.AsSpan(position);
        word = word.StartsWith("(") ? word[1..].TrimStart() : default;
        var length = word.IndexOfAnyExceptInRange('a', 'z');
        return word[..(length < 0 ? word.Length : length)].ToString();
    }

    /// <summary>The end of a comment that may hold others.</summary>
    private static int EndOfComment(string text, int position)
    {
        var depth = 0;
        for (; position < text.Length - 1; position++)
        {
            var isStart = text[position] == '(' && text[position + 1] == ';';
            var isEnd = text[position] == ';' && text[position + 1] == ')';
            if (!isStart && !isEnd)
            {
                continue;
            }

            depth += isStart ? 1 : -1;
            position++;
            if (depth == 0)
            {
                return position + 1;
            }
        }

        return text.Length;
    }
}
