namespace Lanner.Runtime;

/// <summary>What a poll in compiled code calls when the flag is up.</summary>
internal static class Interruption
{
    internal static void Poll(InstanceState state)
    {
        if (state.Interrupt != 0)
        {
            Traps.Throw(TrapCode.Interrupted);
        }
    }
}
