namespace Lanner.Hostile.Shapes;

/// <summary>The small pieces of the binary format.</summary>
internal static class Encoding
{
    internal static byte[] Unsigned(long value)
    {
        var bytes = new List<byte>();
        do
        {
            var low = (byte)(value & 0x7F);
            value >>= 7;
            bytes.Add(value == 0 ? low : (byte)(low | 0x80));
        }
        while (value != 0);
        return [.. bytes];
    }

    internal static byte[] Signed(long value)
    {
        var bytes = new List<byte>();
        while (true)
        {
            var low = (byte)(value & 0x7F);
            value >>= 7;
            if ((value == 0 && (low & 0x40) == 0) || (value == -1 && (low & 0x40) != 0))
            {
                bytes.Add(low);
                return [.. bytes];
            }

            bytes.Add((byte)(low | 0x80));
        }
    }

    internal static byte[] Sized(byte[] bytes) => [.. Unsigned(bytes.Length), .. bytes];

    internal static byte[] Name(string name) => Sized(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>A list: the number of items, and the items.</summary>
    internal static byte[] List(IReadOnlyCollection<byte[]> items)
    {
        using var stream = new MemoryStream();
        stream.Write(Unsigned(items.Count));
        foreach (var item in items)
        {
            stream.Write(item);
        }

        return stream.ToArray();
    }

    internal static byte[] Repeat(int count, params byte[] bytes)
    {
        var repeated = new byte[count * bytes.Length];
        for (var number = 0; number < count; number++)
        {
            bytes.CopyTo(repeated, number * bytes.Length);
        }

        return repeated;
    }

    /// <summary>Puts together what a function makes of each number below a count.</summary>
    internal static byte[] Each(int count, Func<int, byte[]> make)
    {
        using var stream = new MemoryStream();
        for (var number = 0; number < count; number++)
        {
            stream.Write(make(number));
        }

        return stream.ToArray();
    }

    /// <summary>A function type.</summary>
    internal static byte[] FunctionType(byte[] parameters, int parameterCount, byte[] results, int resultCount) =>
        [0x60, .. Unsigned(parameterCount), .. Repeat(parameterCount, parameters), .. Unsigned(resultCount),
            .. Repeat(resultCount, results)];
}
