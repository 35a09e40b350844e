namespace Lanner.Compilation.Tree;

/// <summary>The effects of an evaluation on everything but variables, and the state that it depends on.</summary>
[Flags]
internal enum StateEffects : byte
{
    None = 0,

    /// <summary>Reads a memory, table, global or object that something else may write.</summary>
    Reads = 1,

    /// <summary>Writes one, or calls something that may.</summary>
    Writes = 2,

    /// <summary>May trap or throw.</summary>
    Traps = 4,

    /// <summary>May throw an exception that the function itself catches, or changes what its handlers see: a local, while inside a
    /// protected block.</summary>
    Throws = 8,

    /// <summary>May do anything.</summary>
    All = Reads | Writes | Traps | Throws,
}

/// <summary>The effects of evaluating a tree, by which the builder knows the operands that may wait on its stack while something else is
/// done first. Variables are kept as sets of 64 bits by number modulo 64; two variables that share a bit only make the answer more
/// careful.</summary>
internal readonly record struct Effects(ulong VariableReads, ulong VariableWrites, StateEffects State)
{
    internal static Effects None => default;

    internal static Effects OfState(StateEffects state) => new(0, 0, state);

    internal static Effects Reading(Variable variable) => new(variable.EffectBit, 0, StateEffects.None);

    internal static Effects Writing(Variable variable) => new(0, variable.EffectBit, StateEffects.None);

    public static Effects operator |(Effects left, Effects right) =>
        new(left.VariableReads | right.VariableReads, left.VariableWrites | right.VariableWrites, left.State | right.State);

    /// <summary>Tests whether the result could change if this were evaluated after <paramref name="later"/>, which the program does
    /// later.</summary>
    internal bool ConflictsWith(Effects later)
    {
        if ((VariableReads & later.VariableWrites) != 0 || (VariableWrites & (later.VariableReads | later.VariableWrites)) != 0)
        {
            return true;
        }

        // A trap ends the program, so what came before it must have happened and what comes after must not.
        return ((State & StateEffects.Writes) != 0 && later.State != StateEffects.None)
            || ((State & (StateEffects.Reads | StateEffects.Traps)) != 0 && (later.State & StateEffects.Writes) != 0)
            || (State & later.State & (StateEffects.Traps | StateEffects.Throws)) != 0;
    }
}
