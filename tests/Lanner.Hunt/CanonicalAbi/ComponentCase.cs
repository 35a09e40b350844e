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

    /// <summary>The functions next to the host, and those with components between.</summary>
    private static readonly string[] Paths = ["near", "far"];

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

        AddArmed(shape, chance);

        // For what is made up to be the whole of a memory.
        var firstImage = _calls.Count;
        for (var count = 0; count < ImagesOfType; count++)
        {
            AddImages("lift", shape, shape.Flat.Count == 1, near, chance);
            AddImages("send", shape, shape.Flat.Count <= GuestImage.Slots, near, chance);
        }

        if (firstImage < _calls.Count)
        {
            _calls[firstImage] = _calls[firstImage] with { IsAtStart = true };
        }
    }

    internal string Text { get; }

    /// <summary>True if Wasmtime's package cannot run it.</summary>
    internal bool IsForeign { get; }

    /// <summary>The calls and what comes of them.</summary>
    internal IReadOnlyList<GuestCall> Calls => _calls;

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

    /// <summary>Adds calls in which an answer of realloc leads out of the memory, if it comes to that one. Strings may be transcoded with
    /// one question or several: where there are any, it is the first answer.</summary>
    private void AddArmed(Shape shape, Chance chance)
    {
        var before = chance.Decisions.Length;
        var value = shape.Draw(chance);
        var decisions = chance.Decisions[before..];
        var rooms = shape.CountRooms(value);
        var questions = (shape.Flat.Count > GuestImage.Slots ? 1 : 0) + (2 * rooms);
        var call = shape.Any(part => part is StringShape) ? 1 : 1 + chance.Below(questions + 1);
        var wraps = (uint)chance.Below(2);
        var text = ValueText.Of(value);
        foreach (var path in Paths)
        {
            _calls.Add(new GuestCall(
                $"{path}-arm",
                () => [ComponentValue.FromU32((uint)call), ComponentValue.FromU32(wraps)],
                new GuestOutcome("", ""))
            {
                IsAtStart = true,
            });
            _calls.Add(new GuestCall(
                $"{path}-echo",
                () => [shape.Draw(new Chance(decisions))],
                call <= questions ? GuestOutcome.Trap : new GuestOutcome(text, text)));
        }
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
        _calls.AddRange(Paths.Select(path => new GuestCall($"{path}-{function}", arguments, expected)));
    }
}

/// <summary>A call of a guest.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="Arguments">Makes the arguments, anew each time, since a resource is passed on once.</param>
/// <param name="Expected">The outcome that the specification says.</param>
internal sealed record GuestCall(string Function, Func<ComponentValue[]> Arguments, GuestOutcome Expected)
{
    /// <summary>True if a new instance is called, whose memory is as it was at first.</summary>
    internal bool IsAtStart { get; init; }
}
