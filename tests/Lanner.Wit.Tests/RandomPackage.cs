using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Writes packages that are right, with a little of everything.</summary>
internal sealed class RandomPackage(int seed)
{
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private readonly List<(string Interface, string Type, bool IsResource)> _exported = [];
    private int _names;

    /// <summary>Writes a package.</summary>
    internal string Write()
    {
        _text.Append("package a:b@1.0.0;\n");
        var interfaces = new List<string>();
        for (var count = 1 + _random.Next(4); count > 0; count--)
        {
            interfaces.Add(Name());
            Prefix();
            _text.Append($"interface {interfaces[^1]} {{\n");
            WriteMembers(interfaces[^1]);
            _text.Append("}\n");
        }

        var worlds = new List<string>();
        for (var count = 1 + _random.Next(2); count > 0; count--)
        {
            worlds.Add(Name());
            _text.Append($"world {worlds[^1]} {{\n");
            WriteWorld(interfaces, worlds[..^1]);
            _text.Append("}\n");
        }

        return _text.ToString();
    }

    private string Name()
    {
        string[] words = ["x", "type", "XML", "a1-B2", "list", "use-it", "record", "own"];
        return $"%{words[_random.Next(words.Length)]}-{_names++}";
    }

    private void Prefix(bool hasExternalId = false)
    {
        _text.Append(_random.Next(6) switch
        {
            0 => "/// Some words\n///  and more.\n",
            1 => "@since(version = 1.0.0)\n",
            2 => "@unstable(feature = x)\n@deprecated(version = 1.0.0)\n",
            3 when hasExternalId => "@external-id(\"a\\n☃\")\n",
            _ => "",
        });
    }

    private void WriteMembers(string owner)
    {
        var types = new List<(string Name, bool IsResource)>();
        foreach (var (from, type, isResource) in _exported.Where(_ => _random.Next(3) == 0).ToList())
        {
            var name = Name();
            _text.Append($"use {from}.{{{type} as {name}}};\n");
            types.Add((name, isResource));
        }

        for (var count = _random.Next(6); count > 0; count--)
        {
            WriteType(types);
        }

        _exported.AddRange(types.Select(type => (owner, type.Name, type.IsResource)));
        for (var count = _random.Next(4); count > 0; count--)
        {
            Prefix(hasExternalId: true);
            _text.Append($"{Name()}: {(_random.Next(4) == 0 ? "async " : "")}{Function(types)};\n");
        }
    }

    private void WriteType(List<(string Name, bool IsResource)> types)
    {
        var name = Name();
        Prefix(hasExternalId: true);
        var isResource = false;
        switch (_random.Next(6))
        {
            case 0:
                _text.Append($"record {name} {{ {Name()}: {Type(types)}, {Name()}: {Type(types)} }}\n");
                break;
            case 1:
                _text.Append($"variant {name} {{ {Name()}, {Name()}({Type(types)}) }}\n");
                break;
            case 2:
                _text.Append($"enum {name} {{ {Name()}, {Name()} }}\n");
                break;
            case 3:
                _text.Append($"flags {name} {{ {Name()}, {Name()} }}\n");
                break;
            case 4:
                isResource = true;
                types.Add((name, true));
                _text.Append($"resource {name} {{ constructor({Name()}: {Type(types)}); ");
                _text.Append($"{Name()}: {Function(types)}; {Name()}: static {Function(types)}; }}\n");
                return;
            default:
                _text.Append($"type {name} = {Type(types)};\n");
                break;
        }

        types.Add((name, isResource));
    }

    private string Function(List<(string Name, bool IsResource)> types)
    {
        var parameters = Enumerable.Range(0, _random.Next(3)).Select(_ => $"{Name()}: {Type(types)}").ToList();
        var resources = types.Where(type => type.IsResource).ToList();
        if (resources.Count > 0)
        {
            parameters.Add($"{Name()}: borrow<{resources[_random.Next(resources.Count)].Name}>");
        }

        return $"func({string.Join(", ", parameters)}){(_random.Next(2) == 0 ? "" : $" -> {Type(types)}")}";
    }

    private string Type(List<(string Name, bool IsResource)> types, int depth = 0)
    {
        string[] primitives = ["bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string"];
        if (types.Count > 0 && _random.Next(3) == 0)
        {
            return types[_random.Next(types.Count)].Name;
        }

        return _random.Next(depth > 3 ? 1 : 12) switch
        {
            0 or 1 => primitives[_random.Next(primitives.Length)],
            2 => $"list<{Type(types, depth + 1)}>",
            3 => $"list<{Type(types, depth + 1)}, {1 + _random.Next(4)}>",
            4 => $"option<{Type(types, depth + 1)}>",
            5 => $"result<{Type(types, depth + 1)}, {Type(types, depth + 1)}>",
            6 => $"result<_, {Type(types, depth + 1)}>",
            7 => $"tuple<{Type(types, depth + 1)}, {Type(types, depth + 1)}>",
            8 => $"map<string, {Type(types, depth + 1)}>",
            9 => $"future<{Type(types, depth + 1)}>",
            10 => "stream<u8>",
            _ => _random.Next(2) == 0 ? "result" : "error-context",
        };
    }

    private void WriteWorld(List<string> interfaces, List<string> worlds)
    {
        var types = new List<(string Name, bool IsResource)>();
        foreach (var (from, type, isResource) in _exported.Where(_ => _random.Next(4) == 0))
        {
            var name = Name();
            _text.Append($"use {from}.{{{type} as {name}}};\n");
            types.Add((name, isResource));
        }

        for (var count = _random.Next(3); count > 0; count--)
        {
            WriteType(types);
        }

        foreach (var name in interfaces)
        {
            Prefix(hasExternalId: true);
            _text.Append(_random.Next(4) switch
            {
                0 => $"import {name};\n",
                1 => $"import {Name()}: {name};\n",
                2 => $"export {Name()}: interface {{ {Name()}: {Function([])}; }}\n",
                _ => $"export {Name()}: {Function(types)};\n",
            });
        }

        _text.Append($"import {Name()}: {Function(types)};\n");
        foreach (var world in worlds.Where(_ => _random.Next(2) == 0))
        {
            _text.Append($"include {world};\n");
        }

        if (_random.Next(2) == 0)
        {
            _text.Append($"export {interfaces[^1]};\n");
        }
    }
}
