using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Arithmetic and tests before an access by an index: what a compiler concludes from them must not take the check away.</content>
internal sealed partial class PatternWriter
{
    /// <summary>An array in a variable.</summary>
    private sealed record Indexed(int Array, uint Local);

    private static readonly Opcode[] IndexComparisons =
    [
        Opcode.I32LtS, Opcode.I32GeS, Opcode.I32LtU, Opcode.I32LeS, Opcode.I32GtS, Opcode.I32GeU, Opcode.I32GtU, Opcode.I32LeU,
        Opcode.I32Ne, Opcode.I32Eq,
    ];

    private readonly List<Indexed> _arrays = [];
    private readonly List<uint> _indices = [];
    private uint _sum;

    private const int MostRounds = 60;

    private void WriteAccesses()
    {
        for (var parameter = 0u; parameter < _signature.Parameters.Length; parameter++)
        {
            _indices.Add(parameter);
        }

        _sum = NewLocal(GeneratedType.I32);
        for (var count = _chance.Between(1, 2); count > 0; count--)
        {
            MakeIndexed();
        }

        for (var count = _chance.Between(1, 2); count > 0; count--)
        {
            switch (_chance.Below(6))
            {
                case 0:
                    Guarded(_chance.Between(1, 3));
                    break;
                case 1 or 2:
                    WrappingSum();
                    break;
                case 3:
                    CountedLoop();
                    break;
                case 4:
                    TwoRecurrences();
                    break;
                default:
                    ByPath();
                    break;
            }
        }

        Emit(Opcode.LocalGet, _sum);
    }

    /// <summary>An array of a constant or computed length, which sometimes others can see too.</summary>
    private void MakeIndexed()
    {
        var array = _chance.Below(PatternPlan.Elements.Length);
        var type = PatternPlan.Elements[array].Type;
        var hasValue = !type.IsReference && _chance.Below(2) == 1;
        if (hasValue)
        {
            Leaf(type);
        }

        if (_chance.Below(3) != 2)
        {
            var length = _chance.Between(1, 16);
            _hints.Add((ulong)length);
            Constant(length);
        }
        else
        {
            Emit(Opcode.LocalGet, _chance.Of(_indices));
            Constant(_chance.Of<int>([15, 7, 31]));
            Emit(Opcode.I32And);
        }

        Emit(hasValue ? Opcode.ArrayNew : Opcode.ArrayNewDefault, (uint)array);
        var local = NewLocal(new GeneratedType(GeneratedKind.Defined, array));
        var isSeen = _chance.Below(3) != 2;
        Emit(isSeen ? Opcode.LocalTee : Opcode.LocalSet, local);
        if (isSeen)
        {
            Emit(Opcode.GlobalSet, (uint)(PatternPlan.FirstArrayGlobal(_plan) + array));
        }

        _arrays.Add(new Indexed(array, local));
    }

    /// <summary>Tests and new sums in turn, then accesses.</summary>
    private void Guarded(int levels)
    {
        if (levels == 0)
        {
            for (var count = _chance.Between(1, 3); count > 0; count--)
            {
                Access(() => Index());
            }

            return;
        }

        if (_chance.Below(2) == 0)
        {
            Derive();
        }

        if (_chance.Below(3) != 2)
        {
            IndexTest();
            Emit(Opcode.If);
            _code.Write(0x40);
        }
        else
        {
            Emit(Opcode.Block);
            _code.Write(0x40);
            IndexTest();
            Emit(Opcode.BrIf, 0);
        }

        Derive();
        Guarded(levels - 1);
        Emit(Opcode.End);
    }

    /// <summary>A loop that rises or falls to a limit, and accesses one or two things on the way.</summary>
    private void CountedLoop()
    {
        var rises = _chance.Below(3) != 2;
        var start = _chance.Below(3);
        if (start == 2)
        {
            Emit(Opcode.LocalGet, _chance.Of(_indices));
        }
        else
        {
            Constant(rises ? _chance.Below(2) * _chance.Below(4) : _chance.Below(20));
        }

        var index = StoreInNewLocal(GeneratedType.I32);
        _indices.Add(index);
        var limit = LoopLimit();
        Constant(MostRounds);
        var rounds = StoreInNewLocal(GeneratedType.I32);
        Emit(Opcode.Block);
        _code.Write(0x40);
        Emit(Opcode.Loop);
        _code.Write(0x40);
        if (_chance.Below(2) == 0)
        {
            Emit(Opcode.LocalGet, index);
            Limit();
            Emit(rises
                ? _chance.Of<Opcode>([Opcode.I32GeS, Opcode.I32GeU, Opcode.I32GtS])
                : _chance.Of<Opcode>([Opcode.I32LtS, Opcode.I32LeS]));
            Emit(Opcode.BrIf, 1);
        }

        for (var count = _chance.Between(1, 2); count > 0; count--)
        {
            Access(() =>
            {
                Emit(Opcode.LocalGet, index);
                if (_chance.Below(3) == 2)
                {
                    Constant(_chance.Below(7) - 3);
                    Emit(Opcode.I32Add);
                }
            });
        }

        Step(index, rises);
        if (_chance.Below(3) == 2)
        {
            LeaveAfter(rounds);
        }

        Emit(Opcode.LocalGet, index);
        Limit();
        Emit(rises
            ? _chance.Of<Opcode>([Opcode.I32LtS, Opcode.I32LtU, Opcode.I32LeS])
            : _chance.Of<Opcode>([Opcode.I32GeS, Opcode.I32GtS]));
        Emit(Opcode.BrIf, 0);
        Emit(Opcode.End);
        Emit(Opcode.End);

        void Limit()
        {
            if (!rises)
            {
                Constant(_chance.Below(3) == 2 ? -2 : 0);
            }
            else if (limit is { } array)
            {
                Emit(Opcode.LocalGet, array);
                Emit(Opcode.ArrayLen);
            }
            else
            {
                Emit(Opcode.LocalGet, _indices[0]);
                Constant(31);
                Emit(Opcode.I32And);
            }
        }
    }

    /// <summary>A branch out of the block around a loop when it has run often enough.</summary>
    private void LeaveAfter(uint rounds)
    {
        Emit(Opcode.LocalGet, rounds);
        Constant(1);
        Emit(Opcode.I32Sub);
        Emit(Opcode.LocalTee, rounds);
        Emit(Opcode.I32Eqz);
        Emit(Opcode.BrIf, 1);
    }

    /// <summary>A sum that wraps for few arguments, with a test of the one and of the other side.</summary>
    private void WrappingSum()
    {
        var first = _chance.Of(_indices);
        var isTestedFirst = _chance.Below(3) != 2;
        if (isTestedFirst)
        {
            Emit(Opcode.LocalGet, first);
            LimitConstant();
            BeginIf();
        }

        Emit(Opcode.LocalGet, first);
        LimitConstant();
        Emit(_chance.Below(3) == 2 ? Opcode.I32Sub : Opcode.I32Add);
        var sum = StoreInNewLocal(GeneratedType.I32);
        _indices.Add(sum);
        var tests = _chance.Between(1, 2);
        for (var test = 0; test < tests; test++)
        {
            var isOfSum = test == 0 || _chance.Below(2) == 0;
            Emit(Opcode.LocalGet, isOfSum ? sum : first);
            if (_chance.Below(3) == 2)
            {
                Emit(Opcode.LocalGet, _chance.Of(_arrays).Local);
                Emit(Opcode.ArrayLen);
            }
            else
            {
                Constant(_chance.Below(3) switch
                {
                    0 => 0,
                    1 => -1,
                    _ => _chance.Below(17),
                });
            }

            BeginIf();
        }

        Access(() => Emit(Opcode.LocalGet, _chance.Below(4) == 3 ? first : sum));
        for (var open = tests + (isTestedFirst ? 1 : 0); open > 0; open--)
        {
            Emit(Opcode.End);
        }

        void LimitConstant()
        {
            var constant = _chance.Below(2) == 0 ? int.MaxValue - _chance.Below(10) : int.MinValue + _chance.Below(10);
            _hints.Add((ulong)(long)constant);
            Constant(constant);
        }

        void BeginIf()
        {
            Emit(_chance.Of<Opcode>([Opcode.I32LtS, Opcode.I32GeS, Opcode.I32LeS, Opcode.I32GtS, Opcode.I32LtU, Opcode.I32Ne]));
            Emit(Opcode.If);
            _code.Write(0x40);
        }
    }

    /// <summary>A loop with two variables, of which one may depend on the other, and either on the path.</summary>
    private void TwoRecurrences()
    {
        var variables = new uint[2];
        for (var variable = 0; variable < 2; variable++)
        {
            Constant(_chance.Below(18) - 1);
            variables[variable] = StoreInNewLocal(GeneratedType.I32);
            _indices.Add(variables[variable]);
        }

        Constant(MostRounds);
        var rounds = StoreInNewLocal(GeneratedType.I32);
        Emit(Opcode.Block);
        _code.Write(0x40);
        Emit(Opcode.Loop);
        _code.Write(0x40);
        for (var test = _chance.Below(3); test > 0; test--)
        {
            Test(_chance.Of(variables));
            Emit(Opcode.BrIf, 1);
        }

        Access(() => Emit(Opcode.LocalGet, variables[0]));
        LeaveAfter(rounds);
        for (var variable = 0; variable < 2; variable++)
        {
            var isByPath = _chance.Below(3) == 2;
            if (isByPath)
            {
                Test(_chance.Of(variables));
                Emit(Opcode.If);
                _code.Write(0x40);
            }

            Emit(Opcode.LocalGet, variables[variable]);
            if (_chance.Below(3) == 2)
            {
                Emit(Opcode.LocalGet, variables[1 - variable]);
            }
            else
            {
                Constant(_chance.Between(1, 3));
            }

            Emit(_chance.Below(2) == 0 ? Opcode.I32Add : Opcode.I32Sub);
            Emit(Opcode.LocalSet, variables[variable]);
            if (isByPath)
            {
                Emit(Opcode.End);
            }
        }

        Test(_chance.Of(variables));
        Emit(Opcode.BrIf, 0);
        Emit(Opcode.End);
        Emit(Opcode.End);

        void Test(uint variable)
        {
            Emit(Opcode.LocalGet, variable);
            if (_chance.Below(3) == 2)
            {
                Emit(Opcode.LocalGet, _chance.Of(_arrays).Local);
                Emit(Opcode.ArrayLen);
            }
            else
            {
                Constant(_chance.Below(19) - 2);
            }

            Emit(_chance.Of(IndexComparisons));
        }
    }

    /// <summary>The array whose length ends a loop, or null for a number.</summary>
    private uint? LoopLimit() => _chance.Below(3) == 2 ? null : _chance.Of(_arrays).Local;

    /// <summary>The next index of a loop, which may depend on the path.</summary>
    private void Step(uint index, bool rises)
    {
        void By(int constant)
        {
            Emit(Opcode.LocalGet, index);
            Constant(constant);
            Emit(rises ? Opcode.I32Add : Opcode.I32Sub);
            Emit(Opcode.LocalSet, index);
        }

        if (_chance.Below(4) != 3)
        {
            By(_chance.Below(3) == 2 ? _chance.Between(1, 4) : 1);
            return;
        }

        IndexTest();
        Emit(Opcode.If);
        _code.Write(0x40);
        By(_chance.Between(1, 3));
        Emit(Opcode.Else);
        By(_chance.Between(1, 9));
        Emit(Opcode.End);
    }

    /// <summary>An index that has one of two values, by the path.</summary>
    private void ByPath()
    {
        var index = NewLocal(GeneratedType.I32);
        IndexTest();
        Emit(Opcode.If);
        _code.Write(0x40);
        Sum();
        Emit(Opcode.LocalSet, index);
        Emit(Opcode.Else);
        Sum();
        Emit(Opcode.LocalSet, index);
        Emit(Opcode.End);
        _indices.Add(index);
        Guarded(_chance.Below(3));
    }

    /// <summary>A new index from an old one.</summary>
    private void Derive()
    {
        Sum();
        _indices.Add(StoreInNewLocal(GeneratedType.I32));
    }

    private void Sum()
    {
        Emit(Opcode.LocalGet, _chance.Of(_indices));
        if (_chance.Below(6) == 5)
        {
            Emit(Opcode.LocalGet, _chance.Of(_indices));
        }
        else
        {
            IndexConstant();
        }

        Emit(_chance.Below(10) switch
        {
            0 or 1 or 2 or 3 or 4 => Opcode.I32Add,
            5 => Opcode.I32Sub,
            6 => Opcode.I32And,
            7 => Opcode.I32ShrU,
            8 => Opcode.I32Mul,
            _ => _chance.Of<Opcode>([Opcode.I32Shl, Opcode.I32Xor, Opcode.I32Or, Opcode.I32ShrS]),
        });
    }

    /// <summary>A constant that is small, or near the limits.</summary>
    private void IndexConstant()
    {
        var constant = _chance.Below(6) switch
        {
            0 or 1 => _chance.Below(17),
            2 => -_chance.Below(17),
            3 => int.MaxValue - _chance.Below(10),
            4 => int.MinValue + _chance.Below(10),
            _ => (int)SpecialValues.Of(GeneratedKind.I32, _chance),
        };
        _hints.Add((ulong)(long)constant);
        Constant(constant);
    }

    private void IndexTest()
    {
        // The newest is what an access is likely to take.
        Emit(Opcode.LocalGet, _chance.Below(3) == 2 ? _chance.Of(_indices) : _indices[^1]);
        switch (_chance.Below(6))
        {
            case 0 or 1:
                Constant(0);
                break;
            case 2 or 3:
                IndexConstant();
                break;
            case 4:
                Emit(Opcode.LocalGet, _chance.Of(_arrays).Local);
                Emit(Opcode.ArrayLen);
                break;
            default:
                Emit(Opcode.LocalGet, _chance.Of(_indices));
                break;
        }

        Emit(_chance.Of(IndexComparisons));
    }

    private void Index()
    {
        Emit(Opcode.LocalGet, _chance.Below(3) == 2 ? _chance.Of(_indices) : _indices[^1]);
        if (_chance.Below(4) == 3)
        {
            IndexConstant();
            Emit(Opcode.I32Add);
        }
    }

    /// <summary>Reads or writes at an index, and keeps what is read.</summary>
    private void Access(Action index)
    {
        switch (_chance.Below(11))
        {
            case 7:
                Emit(Opcode.LocalGet, _chance.Of(_indices));
                index();
                Emit(Opcode.CallIndirect, (uint)_plan.TypeIndexOf(_plan.Functions[0]), 0);
                break;
            case 8:
                index();
                Emit(Opcode.TableGet, 1);
                Emit(Opcode.RefIsNull);
                break;
            case 9:
                index();
                if (_plan.Memories[0].Is64Bit)
                {
                    Emit(_chance.Below(2) == 0 ? Opcode.I64ExtendI32S : Opcode.I64ExtendI32U);
                }

                Emit(_chance.Below(2) == 0 ? Opcode.I32Load : Opcode.I32Load8U, 0, (uint)_chance.Below(2) * 65530);
                break;
            default:
                AccessElement(_chance.Of(_arrays), index);
                break;
        }

        Emit(Opcode.LocalGet, _sum);
        Constant(31);
        Emit(Opcode.I32Mul);
        Emit(Opcode.I32Add);
        Emit(Opcode.LocalSet, _sum);
    }

    private void AccessElement(Indexed array, Action index)
    {
        var element = PatternPlan.Elements[array.Array];
        Emit(Opcode.LocalGet, array.Local);
        index();
        if (_chance.Below(6) == 5)
        {
            if (element.Type.IsReference)
            {
                Default(element.Type);
            }
            else
            {
                Leaf(element.Type);
            }

            Emit(Opcode.ArraySet, (uint)array.Array);
            Constant(1);
            return;
        }

        Emit(element.PackedBits == 0 ? Opcode.ArrayGet : _chance.Below(2) == 0 ? Opcode.ArrayGetU : Opcode.ArrayGetS, (uint)array.Array);
        switch (element.Type.Kind)
        {
            case GeneratedKind.I64:
                Emit(Opcode.I32WrapI64);
                break;
            case GeneratedKind.F32:
                Emit(Opcode.I32ReinterpretF32);
                break;
            case GeneratedKind.F64:
                Emit(Opcode.I64ReinterpretF64);
                Emit(Opcode.I32WrapI64);
                break;
            case GeneratedKind.V128:
                Emit(Opcode.I32x4ExtractLane);
                _code.Write(0);
                break;
            case GeneratedKind.Any:
                Emit(Opcode.RefIsNull);
                break;
        }
    }
}
