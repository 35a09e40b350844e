using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>A component and what goes through it, which the decisions of a <see cref="Chance"/> choose.</summary>
internal sealed class ComponentCase
{
    private const int Depth = 3;

    private const int ValuesOfType = 4;

    private const int LoansOfType = 2;

    private const int ImagesOfType = 2;

    /// <summary>The fields of an image that are made wrong, at most.</summary>
    private const int FieldsOfImage = 24;

    private static readonly GuestEncoding[] Encodings = Enum.GetValues<GuestEncoding>();

    private readonly List<GuestCall> _calls = [];

    internal ComponentCase(Chance chance, HostResourceType resource)
    {
        var types = new ShapeMaker(chance, resource);
        var shape = types.Make(1 + chance.Below(Depth));
        var near = chance.Of(Encodings);
        var text = new GuestText(shape, types);
        Text = text.Write(near, chance.Of(Encodings), chance.Of(Encodings));
        IsForeign = text.HasResource || shape.Any(part => part.IsForeign);
        for (var count = 0; count < ValuesOfType; count++)
        {
            AddValue(shape, chance);
        }

        for (var count = 0; count < LoansOfType && text.HasResource; count++)
        {
            AddLoan(resource, chance);
        }

        // From here on a memory has to be as it was at first, for what is made up to be the whole of it.
        FirstImage = _calls.Count;
        for (var count = 0; count < ImagesOfType; count++)
        {
            AddImages("lift", shape, shape.Flat.Count == 1, near, chance);
            AddImages("send", shape, shape.Flat.Count <= GuestImage.Slots, near, chance);
        }
    }

    internal string Text { get; }

    /// <summary>True if Wasmtime's package cannot run it.</summary>
    internal bool IsForeign { get; }

    /// <summary>The calls and what comes of them.</summary>
    internal IReadOnlyList<GuestCall> Calls => _calls;

    /// <summary>The number of calls before those with a memory that is made up.</summary>
    internal int FirstImage { get; }

    private void AddValue(Shape shape, Chance chance)
    {
        var before = chance.Decisions.Length;
        var value = shape.Draw(chance);
        var decisions = chance.Decisions[before..];
        var text = ValueText.Of(value);
        Add("echo", () => [shape.Draw(new Chance(decisions))], new GuestOutcome(text, text));
        before = chance.Decisions.Length;
        var list = new ListShape(shape, "", isMap: false);
        text = ValueText.Of(list.Draw(chance));
        var more = chance.Decisions[before..];
        Add("list", () => [list.Draw(new Chance(more))], new GuestOutcome(text, ""));
    }

    private void AddLoan(HostResourceType resource, Chance chance)
    {
        var count = chance.Below(4);
        var expected = $"Borrow one [{string.Concat(Enumerable.Repeat("Borrow more, ", count))}]";
        Add(
            "lend",
            () =>
            [
                ComponentValue.FromBorrow(resource.Create("one")),
                ComponentValue.FromList([.. Enumerable.Range(0, count).Select(_ => ComponentValue.FromBorrow(resource.Create("more")))]),
            ],
            new GuestOutcome($"{count}", expected));
    }

    private void AddImages(string function, Shape shape, bool isFlat, GuestEncoding encoding, Chance chance)
    {
        var image = new GuestImage(encoding);
        var value = shape.Draw(chance);
        if (isFlat)
        {
            shape.StoreFlat(image, 0, value);
        }
        else
        {
            var address = image.Allocate(shape.Size, shape.Alignment);
            image.Write(0, 4, (uint)address, FieldKind.Pointer, shape.Size);
            shape.Store(image, address, value);
        }

        if (image.Bytes.Length > GuestText.MostImageBytes)
        {
            return;
        }

        AddImage(function, shape, isFlat, encoding, image.Bytes.ToArray());
        var fields = image.Fields;
        for (var index = 0; index < int.Min(fields.Count, FieldsOfImage); index++)
        {
            var field = fields.Count <= FieldsOfImage ? fields[index] : chance.Of(fields);
            AddImage(function, shape, isFlat, encoding, Corruption.Change(image.Bytes, field, chance));
        }
    }

    private void AddImage(string function, Shape shape, bool isFlat, GuestEncoding encoding, byte[] image)
    {
        var bytes = new byte[GuestText.MemoryBytes];
        image.CopyTo(bytes, 0);
        var result = Lift(shape, isFlat, new GuestMemory(bytes, encoding));
        Add(
            function,
            () => [ComponentValue.FromNumbers<byte>(image)],
            result is null ? GuestOutcome.Trap : function == "lift" ? new GuestOutcome(result, "") : new GuestOutcome("", result));
    }

    /// <summary>The value that the specification says is in a memory, or null if it traps.</summary>
    private static string? Lift(Shape shape, bool isFlat, GuestMemory memory)
    {
        try
        {
            if (isFlat)
            {
                return ValueText.Of(shape.LoadFlat(memory, 0));
            }

            var address = memory.ReadSlot(0);
            memory.Require(address, (ulong)shape.Size, shape.Alignment);
            return ValueText.Of(shape.Load(memory, address));
        }
        catch (GuestTrap)
        {
            return null;
        }
    }

    private void Add(string function, Func<ComponentValue[]> arguments, GuestOutcome expected)
    {
        _calls.Add(new GuestCall($"near-{function}", arguments, expected));
        _calls.Add(new GuestCall($"far-{function}", arguments, expected));
    }
}

/// <summary>A call of a guest.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="Arguments">Makes the arguments, anew each time, since a resource is passed on once.</param>
/// <param name="Expected">The outcome that the specification says.</param>
internal sealed record GuestCall(string Function, Func<ComponentValue[]> Arguments, GuestOutcome Expected);
