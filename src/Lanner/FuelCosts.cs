using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lanner.Structure;

namespace Lanner;

/// <summary>The cost of each instruction, in fuel: a price list for <see cref="EngineOptions.FuelCosts"/>. Immutable and
/// thread-safe.</summary>
/// <remarks>The default asks 1 for every instruction but those that only give structure (<c>block</c>, <c>loop</c>, <c>else</c>,
/// <c>end</c>, <c>try_table</c>, <c>nop</c>, <c>drop</c>, <c>unreachable</c>, <c>return</c>), which are free. Instructions that work on a
/// stretch of memory, a table or an array cost more, by its size.</remarks>
public sealed class FuelCosts : IEquatable<FuelCosts>
{
    /// <summary>The greatest cost of an instruction: a function of the largest size then still costs less than a <see cref="long"/> can
    /// hold.</summary>
    public const int MaximumCost = 1_000_000_000;

    private const int PrefixCount = 5;

    private static readonly string[] Free =
        ["nop", "drop", "block", "loop", "else", "end", "try_table", "try", "catch", "catch_all", "delegate", "unreachable", "return"];

    /// <summary>By prefix, then by number.</summary>
    private readonly int[][] _costs;

    private FuelCosts(int[][] costs, int bulkBytes)
    {
        _costs = costs;
        BulkBytes = bulkBytes;
    }

    /// <summary>The price list that is used unless another is given.</summary>
    public static FuelCosts Default { get; } = MakeDefault();

    /// <summary>The number of bytes that a bulk instruction works on for one unit of fuel, on top of the cost of the instruction itself; by
    /// default 64. An element of a table counts as 8 bytes. A list or string that a component passes on costs as much.</summary>
    public int BulkBytes { get; }

    /// <summary>The cost of an instruction.</summary>
    /// <param name="mnemonic">Its name in the text format, such as <c>i32.add</c>.</param>
    /// <exception cref="ArgumentException">There is no such instruction.</exception>
    public int this[string mnemonic] => Of(RowsOf(mnemonic)[0].Opcode);

    /// <summary>A price list that differs in the cost of one instruction.</summary>
    /// <param name="mnemonic">The instruction's name in the text format. Variants that share a name share the cost.</param>
    /// <param name="cost">The cost, from 0 to <see cref="MaximumCost"/>. Fuel does not stop a loop whose instructions are all free.</param>
    /// <exception cref="ArgumentException">There is no such instruction.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cost is out of range.</exception>
    public FuelCosts With(string mnemonic, int cost)
    {
        CheckCost(cost);
        var rows = RowsOf(mnemonic);
        int[][] costs = [.. _costs.Select(row => (int[])row.Clone())];
        foreach (var row in rows)
        {
            costs[(int)row.Opcode >> 12][(int)row.Opcode & 0xFFF] = cost;
        }

        return new FuelCosts(costs, BulkBytes);
    }

    /// <summary>A price list in which every instruction costs the same, the free ones included.</summary>
    /// <param name="cost">The cost of each, from 0 to <see cref="MaximumCost"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cost is out of range.</exception>
    public FuelCosts WithAll(int cost)
    {
        CheckCost(cost);
        int[][] costs = [.. _costs.Select(row => (int[])row.Clone())];
        foreach (var row in costs)
        {
            Array.Fill(row, cost);
        }

        return new FuelCosts(costs, BulkBytes);
    }

    /// <summary>A price list that differs in <see cref="BulkBytes"/>.</summary>
    /// <param name="bytes">The number of bytes that cost one unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public FuelCosts WithBulkBytes(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return new FuelCosts(_costs, bytes);
    }

    /// <summary>Tests whether two lists have the same costs.</summary>
    public bool Equals(FuelCosts? other) => other is not null
        && BulkBytes == other.BulkBytes
        && _costs.Zip(other._costs).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FuelCosts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(BulkBytes);
        foreach (var row in _costs)
        {
            hash.AddBytes(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return hash.ToHashCode();
    }

    /// <summary>A number for the list, in hexadecimal: equal lists have the same, in every process, and others have others.</summary>
    internal string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(BitConverter.GetBytes(BulkBytes));
            foreach (var row in _costs)
            {
                hash.AppendData(BitConverter.GetBytes(row.Length));
                hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    internal int Of(Opcode opcode) => _costs[(int)opcode >> 12][(int)opcode & 0xFFF];

    private static OpcodeInfo[] RowsOf(string mnemonic)
    {
        ArgumentNullException.ThrowIfNull(mnemonic);
        OpcodeInfo[] rows = [.. OpcodeTable.Rows.Where(row => row.Mnemonic == mnemonic)];
        return rows.Length > 0 ? rows : throw new ArgumentException($"There is no instruction named \"{mnemonic}\".", nameof(mnemonic));
    }

    private static void CheckCost(int cost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, MaximumCost);
    }

    private static FuelCosts MakeDefault()
    {
        var costs = new int[PrefixCount][];
        for (var prefix = 0; prefix < PrefixCount; prefix++)
        {
            costs[prefix] = new int[OpcodeTable.Rows.Where(row => (int)row.Opcode >> 12 == prefix).Max(row => (int)row.Opcode & 0xFFF) + 1];
            Array.Fill(costs[prefix], 1);
        }

        foreach (var row in OpcodeTable.Rows.Where(row => Free.Contains(row.Mnemonic)))
        {
            costs[(int)row.Opcode >> 12][(int)row.Opcode & 0xFFF] = 0;
        }

        return new FuelCosts(costs, bulkBytes: 64);
    }
}
