namespace Lanner.Hostile.Shapes;

/// <summary>A module that a shape puts together, part by part, in the binary format. What is exported as <c>f</c> is called.</summary>
internal sealed class ShapeModule
{
    private readonly SortedDictionary<int, List<byte[]>> _items = [];
    private readonly List<byte[]> _custom = [];

    /// <summary>The place of each section in the order of the format (specification 5.5.2).</summary>
    private static readonly int[] Order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

    private byte[]? _start;

    internal const int Types = 1, Imports = 2, Functions = 3, Tables = 4, Memories = 5, Globals = 6, Exports = 7, Elements = 9, Code = 10,
        Data = 11, Tags = 13;

    /// <summary>Adds an item to a section that is a list; returns its number there.</summary>
    internal int Add(int section, params byte[] item)
    {
        if (!_items.TryGetValue(section, out var list))
        {
            _items.Add(section, list = []);
        }

        list.Add(item);
        return list.Count - 1;
    }

    /// <summary>Adds the same item many times.</summary>
    internal void AddMany(int section, int count, params byte[] item)
    {
        for (var number = 0; number < count; number++)
        {
            Add(section, item);
        }
    }

    internal int Type(params byte[] type) => Add(Types, type);

    /// <summary>Adds a function with its locals and its code; the final <c>end</c> is added.</summary>
    internal int Function(int type, byte[] locals, byte[] code)
    {
        Add(Functions, Encoding.Unsigned(type));
        return Add(Code, Encoding.Sized([.. locals, .. code, 0x0B]));
    }

    internal int Function(int type, byte[] code) => Function(type, [0], code);

    internal void Export(string name, int kind, int index) =>
        Add(Exports, [.. Encoding.Name(name), (byte)kind, .. Encoding.Unsigned(index)]);

    internal void Start(int function) => _start = Encoding.Unsigned(function);

    internal void Custom(string name, byte[] content) => _custom.Add([0, .. Encoding.Sized([.. Encoding.Name(name), .. content])]);

    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        stream.Write("\0asm\u0001\0\0\0"u8);
        foreach (var section in Order)
        {
            byte[]? content = section switch
            {
                8 => _start,
                12 => _items.TryGetValue(Data, out var data) ? Encoding.Unsigned(data.Count) : null,
                _ => _items.TryGetValue(section, out var items) ? Encoding.List(items) : null,
            };
            if (content is not null)
            {
                stream.WriteByte((byte)section);
                stream.Write(Encoding.Unsigned(content.Length));
                stream.Write(content);
            }
        }

        foreach (var custom in _custom)
        {
            stream.Write(custom);
        }

        return stream.ToArray();
    }
}
