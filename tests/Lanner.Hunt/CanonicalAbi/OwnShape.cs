using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Owned handles of a resource of the host.</summary>
internal sealed class OwnShape(HostResourceType type) : Shape
{
    internal override string Text => "(own $r)";

    internal override int Size => 4;

    internal override int Alignment => 4;

    internal override IReadOnlyList<CoreType> Flat { get; } = [CoreType.I32];

    internal override bool IsForeign => true;

    internal override ComponentValue Draw(Chance chance) => ComponentValue.FromOwn(type.Create($"resource {chance.Below(1000)}"));

    internal override void Store(GuestImage image, int address, ComponentValue value) =>
        image.Write(address, 4, 1, FieldKind.Handle);

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value) =>
        image.Write(GuestImage.At(slot), 4, 1, FieldKind.Handle);

    /// <summary>Traps: the guest that makes up its memory was never given a handle.</summary>
    internal override ComponentValue Load(GuestMemory memory, ulong address) => throw new GuestTrap();

    /// <summary>Traps, for the same reason.</summary>
    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) => throw new GuestTrap();
}
