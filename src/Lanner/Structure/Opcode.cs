namespace Lanner.Structure;

/// <summary>placeholder so that the solution builds; replaced by the table.</summary>
internal enum Opcode : ushort
{
    Unreachable = 0,
}
