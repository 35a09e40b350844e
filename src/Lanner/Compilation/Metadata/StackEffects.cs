namespace Lanner.Compilation.Metadata;

/// <summary>The number of operands by which each instruction changes the evaluation stack (ECMA-335 III.3 and III.4). No instruction has
/// more on the stack while it runs than before or after, so the difference is all that a maximum needs.</summary>
internal static class StackEffects
{
    /// <summary>Returns the number of operands that an instruction pushes less the number that it pops. Calls are not among them: their
    /// operands and results are in a signature.</summary>
    internal static int Of(ILOpCode opcode) => opcode switch
    {
        ILOpCode.Nop or ILOpCode.Break => 0,
        >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldloc_3 => 1,
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => -1,
        ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s => 1,
        ILOpCode.Ldarg or ILOpCode.Ldarga or ILOpCode.Ldloc or ILOpCode.Ldloca => 1,
        ILOpCode.Starg_s or ILOpCode.Stloc_s or ILOpCode.Starg or ILOpCode.Stloc => -1,
        >= ILOpCode.Ldnull and <= ILOpCode.Dup => 1,
        ILOpCode.Pop => -1,
        ILOpCode.Jmp or ILOpCode.Br or ILOpCode.Leave or ILOpCode.Br_s or ILOpCode.Leave_s => 0,
        ILOpCode.Brfalse or ILOpCode.Brtrue or ILOpCode.Brfalse_s or ILOpCode.Brtrue_s or ILOpCode.Switch => -1,
        >= ILOpCode.Beq and <= ILOpCode.Blt_un => -2,
        >= ILOpCode.Beq_s and <= ILOpCode.Blt_un_s => -2,
        >= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_ref => 0,
        >= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8 or ILOpCode.Stind_i => -2,
        >= ILOpCode.Add and <= ILOpCode.Shr_un => -1,
        >= ILOpCode.Add_ovf and <= ILOpCode.Sub_ovf_un => -1,
        >= ILOpCode.Neg and <= ILOpCode.Conv_u8 => 0,
        ILOpCode.Cpobj or ILOpCode.Stobj or ILOpCode.Stfld => -2,
        ILOpCode.Ldstr or ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Ldtoken => 1,
        ILOpCode.Ldobj or ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Conv_r_un or ILOpCode.Unbox => 0,
        ILOpCode.Ldfld or ILOpCode.Ldflda => 0,
        ILOpCode.Throw or ILOpCode.Stsfld => -1,
        >= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Ldlen => 0,
        >= ILOpCode.Ldelema and <= ILOpCode.Ldelem_ref or ILOpCode.Ldelem => -1,
        >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref or ILOpCode.Stelem => -3,
        >= ILOpCode.Unbox_any and <= ILOpCode.Mkrefany => 0,
        >= ILOpCode.Conv_u2 and <= ILOpCode.Conv_ovf_u or ILOpCode.Conv_u => 0,
        ILOpCode.Endfinally or ILOpCode.Rethrow => 0,
        ILOpCode.Arglist or ILOpCode.Ldftn or ILOpCode.Sizeof => 1,
        >= ILOpCode.Ceq and <= ILOpCode.Clt_un => -1,
        ILOpCode.Ldvirtftn or ILOpCode.Localloc or ILOpCode.Refanytype => 0,
        ILOpCode.Endfilter or ILOpCode.Initobj => -1,
        ILOpCode.Unaligned or ILOpCode.Volatile or ILOpCode.Tail or ILOpCode.Constrained or ILOpCode.Readonly => 0,
        ILOpCode.Cpblk or ILOpCode.Initblk => -3,
        _ => throw new ArgumentOutOfRangeException(
            nameof(opcode), opcode, "The effect on the stack is in the signature of what is called."),
    };

    /// <summary>Tests whether the instruction behind is reached from elsewhere only.</summary>
    internal static bool EndsFlow(ILOpCode opcode) => opcode
        is ILOpCode.Br or ILOpCode.Br_s or ILOpCode.Leave or ILOpCode.Leave_s or ILOpCode.Ret or ILOpCode.Throw or ILOpCode.Rethrow
        or ILOpCode.Endfinally or ILOpCode.Endfilter or ILOpCode.Jmp;
}
