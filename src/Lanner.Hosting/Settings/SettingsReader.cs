using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Lanner.Hosting.Settings;

/// <summary>Reads the values of a section, each setting once. What is wrong is collected, with the path of the setting, what was expected
/// and what was found.</summary>
internal sealed class SettingsReader(IConfiguration section, string path, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    internal void Size(string key, Action<long> set) =>
        Read(key, Quantity.Sizes, (string text, out long value) => Quantity.TryParseSize(text, out value), set);

    internal void Time(string key, Action<TimeSpan> set) =>
        Read(key, Quantity.Times, (string text, out TimeSpan value) => Quantity.TryParseTime(text, out value), set);

    internal void Count(string key, Action<long> set) => Read(
        key, "a whole number",
        (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value), set);

    internal void Number(string key, Action<int> set) => Read(
        key, "a whole number",
        (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value), set);

    internal void Flag(string key, Action<bool> set) => Read(key, "true or false", bool.TryParse, set);

    internal void Text(string key, Action<string> set) => Read(
        key, "a text",
        (string text, out string value) =>
        {
            value = text;
            return text.Length > 0;
        },
        set);

    /// <summary>Reads a list of texts. An empty element is a mistake: it would be easy to take for "all".</summary>
    internal void List(string key, Action<string> add)
    {
        if (Section(key) is { } list)
        {
            RequireNoText(list, "a list");
            foreach (var element in list.GetChildren())
            {
                if (string.IsNullOrWhiteSpace(element.Value))
                {
                    problems.Add($"{element.Path}: a text is expected; there is nothing");
                }
                else
                {
                    add(element.Value);
                }
            }
        }
    }

    /// <summary>Reads names with their texts.</summary>
    internal void Map(string key, Action<string, string> set)
    {
        if (Section(key) is { } map)
        {
            RequireNoText(map, "names with their values");
            foreach (var entry in map.GetChildren())
            {
                if (entry.Value is null)
                {
                    problems.Add($"{entry.Path}: a text is expected; there is a section");
                }
                else
                {
                    set(entry.Key, entry.Value);
                }
            }
        }
    }

    /// <summary>Reads a section by its children.</summary>
    internal void Children(string key, Action<IConfigurationSection> read)
    {
        if (Section(key) is { } list)
        {
            RequireNoText(list, "a section");
            foreach (var child in list.GetChildren())
            {
                read(child);
            }
        }
    }

    /// <summary>Reads a section in a section.</summary>
    internal void Inner(string key, Action<SettingsReader> read)
    {
        if (Section(key) is { } inner)
        {
            RequireNoText(inner, "a section");
            var reader = new SettingsReader(inner, inner.Path, problems);
            read(reader);
            reader.RefuseOthers();
        }
    }

    /// <summary>Complains about all that nobody has asked for: a name that is misspelt would be a limit or a grant that is not
    /// there.</summary>
    internal void RefuseOthers()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            problems.Add($"{child.Path}: there is no such setting; at {path} there can be {string.Join(", ", _known)}");
        }
    }

    private delegate bool Parser<T>(string text, out T value);

    private void Read<T>(string key, string expected, Parser<T> parse, Action<T> set)
    {
        if (Section(key) is not { } child)
        {
            return;
        }

        if (child.Value is { } text && parse(text, out var value))
        {
            set(value);
        }
        else
        {
            problems.Add($"{child.Path}: {expected} is expected; there is {(child.Value is null ? "a section" : $"'{child.Value}'")}");
        }
    }

    private IConfigurationSection? Section(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        return child.Value is not null || child.GetChildren().Any() ? child : null;
    }

    private void RequireNoText(IConfigurationSection child, string expected)
    {
        if (!string.IsNullOrEmpty(child.Value))
        {
            problems.Add($"{child.Path}: {expected} is expected; there is a text");
        }
    }
}
