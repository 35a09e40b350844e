using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Looks at trees as the JIT does, once it has put the values of variables in their places, which it does within a stretch of code
/// without branches and targets. Of such trees it computes some things wrongly (<see cref="JitQuirks.TrapInCondition"/>,
/// <see cref="JitQuirks.ConjunctionOfMasks"/>, <see cref="JitQuirks.ArgumentOfTailCall"/>).</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The variables that were assigned something that has an effect, anywhere before.</summary>
    private readonly HashSet<Variable> _effects = [];

    /// <summary>The variables that were assigned a constant, anywhere before.</summary>
    private readonly HashSet<Variable> _constants = [];

    /// <summary>The branches to targets.</summary>
    private readonly Dictionary<Target, Arrival> _arrivals = [];

    /// <summary>The sights of the variables that were assigned in this stretch of code.</summary>
    private Dictionary<Variable, Sight> _sights = [];

    /// <summary>True if the code before goes on here.</summary>
    private bool _goesOn = true;

    /// <summary>The number of branches to a target, and the sights of variables where the only one is.</summary>
    private readonly record struct Arrival(int Count, Dictionary<Variable, Sight>? Sights);

    /// <summary>Something that the JIT may see in a value.</summary>
    [Flags]
    private enum Sight : byte
    {
        None = 0,

        /// <summary>Something that traps, unless the CLR is told so by other means.</summary>
        Trap = 1 << 0,

        /// <summary>A constant vector that may be zero.</summary>
        Zero = 1 << 1,

        /// <summary>A constant vector that may consist of numbers that are none.</summary>
        NotANumber = 1 << 2,

        /// <summary>Any constant vector.</summary>
        Constant = Zero | NotANumber,

        /// <summary>Something that may trap or be a call, as far as the JIT knows, which changes when it computes it.</summary>
        Effect = 1 << 3,

        /// <summary>A constant.</summary>
        Known = 1 << 4,

        /// <summary>A value that may be the opposite of another.</summary>
        Opposite = 1 << 5,
    }

    private void NoteSight(Variable variable, Expression value)
    {
        var sight = SightOf(value);
        if (sight.HasFlag(Sight.Effect))
        {
            _effects.Add(variable);
        }

        if (sight.HasFlag(Sight.Known))
        {
            _constants.Add(variable);
        }

        if (sight == Sight.None)
        {
            _sights.Remove(variable);
        }
        else
        {
            _sights[variable] = sight;
        }
    }

    /// <summary>Forgets the variables where ways meet or part. Where there is but one way the JIT takes both ends of it for one
    /// stretch.</summary>
    private void EndStretch(Statement statement)
    {
        switch (statement)
        {
            case Assign or Evaluate or MemoryStore or GlobalWrite or Check or BoundsCheck:
            case TargetLabel label when !_state[label.Target].IsUsed:
                return;
            case BranchIf branch when SightOf(branch.Condition).HasFlag(Sight.Known):
                return;
            case TargetLabel { Target: var target }:
                var (count, sights) = _arrivals.GetValueOrDefault(target);
                _sights = count == 1 && !_goesOn && sights is not null ? sights : [];
                _goesOn = true;
                return;
            case Branch branch:
                Arrive(branch.Target, _sights);
                break;
            case BranchIf branch:
                Arrive(branch.Target, null);
                break;
            case BranchTable table:
                foreach (var target in table.Targets)
                {
                    Arrive(target, null);
                }

                break;
        }

        if (_sights.Count > 0)
        {
            _sights = [];
        }

        _goesOn = !statement.EndsFlow;
    }

    private void Arrive(Target target, Dictionary<Variable, Sight>? sights) =>
        _arrivals[target] = _arrivals.TryGetValue(target, out var arrival) ? new Arrival(arrival.Count + 1, null) : new Arrival(1, sights);

    private Sight SightOf(Expression value)
    {
        switch (value)
        {
            case Literal or NullLiteral:
                return Sight.Known;
            case Opaque opaque:
                return SightOf(opaque.Value) & Sight.Effect;
            case VectorLiteral literal:
                return Sight.Known | SightOf(literal.Value);
            case VariableRead read:
                return _sights.GetValueOrDefault(read.Variable) | (_effects.Contains(read.Variable) ? Sight.Effect : Sight.None);
            case VariableTee tee:
                return SightOf(tee.Value);
            case Select select:
                return SightOf(select.WhenTrue) | SightOf(select.WhenFalse) | (SightOf(select.Condition) & (Sight.Trap | Sight.Effect));
            case NumericOperation operation:
                return SightOf(operation);
            case MemoryLoad load:
                return Sight.Effect | TrapOf(load) | (SightOf(load.Location.Address) & Sight.Trap);
            default:
                return Sight.Effect;
        }
    }

    private Sight SightOf(NumericOperation operation)
    {
        var (first, second, third) = (SightOf(operation.First), SightOfOptional(operation.Second), SightOfOptional(operation.Third));
        var any = first | second | third;
        var sight = (any & (Sight.Trap | Sight.Effect)) | EffectOf(operation) | (first & second & third & Sight.Known);
        if (operation.Type != OperandType.V128)
        {
            return sight | operation.Opcode switch
            {
                Opcode.I32Sub or Opcode.I32Mul or Opcode.I32Xor or Opcode.I64Sub or Opcode.I64Mul or Opcode.I64Xor => Sight.Opposite,
                Opcode.I32Add or Opcode.I64Add => any & Sight.Opposite,
                _ => Sight.None,
            };
        }

        return sight | operation switch
        {
            { Opcode: Opcode.I8x16Splat, First: Literal literal } => SightOf(Vector128.Create((byte)literal.Bits)),
            { Opcode: Opcode.I16x8Splat, First: Literal literal } => SightOf(Vector128.Create((short)literal.Bits).AsByte()),
            { Opcode: Opcode.I32x4Splat or Opcode.F32x4Splat, First: Literal literal } =>
                SightOf(Vector128.Create((int)literal.Bits).AsByte()),
            { Opcode: Opcode.I64x2Splat or Opcode.F64x2Splat, First: Literal literal } => SightOf(Vector128.Create(literal.Bits).AsByte()),
            { First: VariableRead one, Second: VariableRead other } when one.Variable == other.Variable => Sight.Constant,
            _ => (any & Sight.Constant) != Sight.None || sight.HasFlag(Sight.Known) ? Sight.Constant : Sight.None,
        };
    }

    /// <summary>The sight of an operand; of one that is not there, what all may share.</summary>
    private Sight SightOfOptional(Expression? value) => value is null ? Sight.Known : SightOf(value);

    /// <summary>Only of a few instructions it is certain that no method is called.</summary>
    private static Sight EffectOf(NumericOperation operation) => TrapOf(operation) | (operation is
    {
        Effects.State: StateEffects.None,
        Opcode: (>= Opcode.I32Eqz and <= Opcode.F64Ge)
            or (>= Opcode.I32Add and <= Opcode.I32Mul) or (>= Opcode.I32And and <= Opcode.I32ShrU)
            or (>= Opcode.I64Add and <= Opcode.I64Mul) or (>= Opcode.I64And and <= Opcode.I64ShrU)
            or Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U
            or Opcode.F32Add or Opcode.F32Sub or Opcode.F32Mul or Opcode.F64Add or Opcode.F64Sub or Opcode.F64Mul,
    }
        ? Sight.None
        : Sight.Effect);

    private static Sight TrapOf(Expression value) => value.Effects.State.HasFlag(StateEffects.Traps) ? Sight.Trap : Sight.None;

    private static Sight SightOf(Vector128<byte> constant) =>
        (constant == Vector128<byte>.Zero ? Sight.Zero : Sight.None)
        | (Vector128.EqualsAny(constant.AsSingle(), constant.AsSingle()) && Vector128.EqualsAny(constant.AsDouble(), constant.AsDouble())
            ? Sight.None
            : Sight.NotANumber);

    /// <summary>True if the JIT may find that a comparison of vectors gives the same whatever the other operand is: nothing unsigned is
    /// below zero, nor any number compared with what is none. Of a conjunction of such a comparison with another it then makes a mistake
    /// (<see cref="JitQuirks.ConjunctionOfMasks"/>).</summary>
    private bool DecidesComparison(Opcode opcode, Expression operand) => opcode switch
    {
        Opcode.I8x16LtU or Opcode.I8x16GtU or Opcode.I8x16LeU or Opcode.I8x16GeU
            or Opcode.I16x8LtU or Opcode.I16x8GtU or Opcode.I16x8LeU or Opcode.I16x8GeU
            or Opcode.I32x4LtU or Opcode.I32x4GtU or Opcode.I32x4LeU or Opcode.I32x4GeU => SightOf(operand).HasFlag(Sight.Zero),
        >= Opcode.F32x4Eq and <= Opcode.F64x2Ge => SightOf(operand).HasFlag(Sight.NotANumber),
        _ => false,
    };

    /// <summary>True if what is branched on may not depend on something in it that traps: of the same value twice the difference is 0, and
    /// so is a product with 0. Where the rest was branched on before, the JIT goes the way that is known, and does not trap
    /// (<see cref="JitQuirks.TrapInCondition"/>).</summary>
    private bool LosesTrap(Expression condition)
    {
        if (!SightOf(condition).HasFlag(Sight.Trap))
        {
            return false;
        }

        return condition switch
        {
            VariableTee tee => LosesTrap(tee.Value),
            NumericOperation { Opcode: Opcode.I32Eqz or Opcode.I64Eqz, First: var tested } => LosesTrapOf(tested),
            NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.F64Ge, First: var first, Second: Literal } => LosesTrapOf(first),
            NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.F64Ge, First: var first, Second: var second } =>
                LosesTrapWithin(first) || LosesTrapWithin(second),
            _ => LosesTrapOf(condition),
        };
    }

    /// <summary>The same for what is compared with a constant: if it is one itself, the JIT knows more, and loses nothing.</summary>
    private bool LosesTrapOf(Expression tested) => tested switch
    {
        VariableTee tee => LosesTrapOf(tee.Value),
        NumericOperation operation => MayCancel(operation)
            || LosesTrapWithin(operation.First) || LosesTrapWithin(operation.Second) || LosesTrapWithin(operation.Third),
        _ => LosesTrapWithin(tested),
    };

    private bool LosesTrapWithin(Expression? value) => value switch
    {
        VariableTee tee => LosesTrapWithin(tee.Value),
        MemoryLoad load => LosesTrapWithin(load.Location.Address),
        // Elsewhere it is a branch of its own, and a local.
        Select { IsInLoop: false, Condition: not Literal } => false,
        Select select => LosesTrapWithin(select.WhenTrue) || LosesTrapWithin(select.WhenFalse) || LosesTrapWithin(select.Condition)
            || SightOf(select.Condition).HasFlag(Sight.Known)
            || (SightOf(select.WhenTrue) & SightOf(select.WhenFalse)).HasFlag(Sight.Known),
        NumericOperation operation => MayNotDependOnTrap(operation)
            || LosesTrapWithin(operation.First) || LosesTrapWithin(operation.Second) || LosesTrapWithin(operation.Third),
        _ => false,
    };

    private bool MayNotDependOnTrap(NumericOperation operation)
    {
        if (operation.Second is not { } second)
        {
            return false;
        }

        var (first, third) = (operation.First, operation.Third);
        var (inFirst, inSecond) = (SightOf(first).HasFlag(Sight.Trap), SightOf(second).HasFlag(Sight.Trap));
        return MayCancel(operation)
            || (inFirst && MayDecide(operation.Opcode, second, isSecond: true))
            || (inSecond && MayDecide(operation.Opcode, first, isSecond: false))
            || (third is not null && (inFirst || inSecond || SightOf(third).HasFlag(Sight.Trap)));
    }

    /// <summary>True if what traps in one operand may cancel what traps in the other.</summary>
    private bool MayCancel(NumericOperation operation)
    {
        var (first, second) = (SightOf(operation.First), SightOfOptional(operation.Second));
        return (first & second).HasFlag(Sight.Trap) && operation.Opcode switch
        {
            Opcode.I32Add or Opcode.I64Add or Opcode.I32And or Opcode.I64And or Opcode.I32Or or Opcode.I64Or =>
                (first | second).HasFlag(Sight.Opposite),
            Opcode.I32Mul or Opcode.I64Mul or (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => false,
            _ => !AreBesideEachOther(operation.First, operation.Second!),
        };
    }

    /// <summary>True if two operands are loads at different offsets from one variable, as those of two fields are.</summary>
    private static bool AreBesideEachOther(Expression first, Expression second) =>
        PlaceOf(first) is { } one && PlaceOf(second) is { } other && one.Base == other.Base && one.Offset != other.Offset;

    private static (Variable Base, ulong Offset)? PlaceOf(Expression? value) => value switch
    {
        VariableTee tee => PlaceOf(tee.Value),
        MemoryLoad { Location: { Offset: var offset, Address: var address } } => (address is VariableTee kept ? kept.Value : address) switch
        {
            VariableRead read => (read.Variable, offset),
            NumericOperation { Opcode: Opcode.I32Add, First: VariableRead read, Second: Literal literal } =>
                (read.Variable, offset + (uint)literal.Bits),
            _ => null,
        },
        _ => null,
    };

    /// <summary>True if an operand that may be constant may decide the result alone.</summary>
    private bool MayDecide(Opcode opcode, Expression operand, bool isSecond) => operand switch
    {
        Literal { Bits: var bits } => opcode switch
        {
            Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor => false,
            Opcode.I32And or Opcode.I64And or Opcode.I32Mul or Opcode.I64Mul => bits == 0,
            Opcode.I32Or or Opcode.I64Or => bits == -1,
            Opcode.I32Eq or Opcode.I32Ne or Opcode.I64Eq or Opcode.I64Ne => false,
            Opcode.I32LtU or Opcode.I32GtU or Opcode.I32LeU or Opcode.I32GeU
                or Opcode.I64LtU or Opcode.I64GtU or Opcode.I64LeU or Opcode.I64GeU => bits is 0 or -1,
            (>= Opcode.I32LtS and <= Opcode.I32GeU) or (>= Opcode.I64LtS and <= Opcode.I64GeU) =>
                bits is int.MaxValue or int.MinValue or long.MaxValue or long.MinValue,
            (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU) => !isSecond || bits is 1 or -1,
            (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => !isSecond,
            _ => false,
        },
        VectorLiteral => true,
        _ => MayAbsorb(opcode, isSecond) && (operand is VariableRead { Variable: var variable }
            ? variable.Kind == VariableKind.Local || _constants.Contains(variable)
            : SightOf(operand).HasFlag(Sight.Known)),
    };

    /// <summary>True if there is a constant with which an instruction gives a constant.</summary>
    private static bool MayAbsorb(Opcode opcode, bool isSecond) => opcode switch
    {
        Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor => false,
        (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => !isSecond,
        _ => true,
    };

    /// <summary>Makes of the condition on the stack one of which the JIT does not know that it was branched on before.</summary>
    private void EmitUnknownCondition()
    {
        _il.EmitLoadArgument(0);
        // Each read of what is volatile gives something new.
        _il.Emit(ILOpCode.Volatile);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Zero));
        _il.Emit(ILOpCode.Xor);
    }
}
