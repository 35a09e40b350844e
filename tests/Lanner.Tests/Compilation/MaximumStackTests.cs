using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Lanner.Calls;
using Lanner.Compilation.Cil;
using Lanner.Tests.Snapshots;
using ILOpCode = Lanner.Compilation.Metadata.ILOpCode;

namespace Lanner.Tests.Compilation;

/// <summary>The maximum of the evaluation stack that stands in a method body is what a walk along its instructions finds.</summary>
public sealed class MaximumStackTests
{
    private delegate (int, object?, double, long, int, float) ManyValues(int number, object? reference, double real, long large);

    /// <summary>Texts that the repository has for other tests, and one that has what those lack: calls of all kinds, handlers, results of
    /// each way.</summary>
    public static TheoryData<string> Modules =>
    [
        .. Directory.GetFiles(Repository.PathOf("tests/Lanner.Tests/Snapshots"), "*.wat").Select(File.ReadAllText),
        """
        (module
          (type $four (func (param i32 i64) (result i32 i64 f32 f64)))
          (type $six (func (param i32) (result i32 i64 externref f64 v128 i32)))
          (type $point (struct (field (mut i32)) (field (mut i64))))
          (type $points (array (mut i32)))
          (import "m" "f" (func $host (param i32 i64 f64) (result i64)))
          (tag $number (param i32 i64))
          (table 2 funcref)
          (global $g (mut i64) (i64.const 1))
          (func $four (type $four) (local.get 0) (local.get 1) (f32.const 1) (f64.const 2))
          (func $six (type $six) (local.get 0) (i64.const 2) (ref.null extern) (f64.const 3) (v128.const i64x2 1 2) (i32.const 4))
          (func (export "calls") (param i32) (result i64)
            (call_indirect (type $four) (local.get 0) (i64.const 2) (i32.const 1)) drop drop drop drop
            (call $six (local.get 0)) drop drop drop drop drop drop
            (call $host (i32.const 1) (i64.const 2) (f64.const 3)))
          (func (export "tail") (type $six) (return_call $six (i32.add (local.get 0) (i32.const 1))))
          (func (export "handlers") (param i32) (result i32 i64)
            (block $caught (result i32 i64)
              (try_table (catch $number $caught)
                (throw $number (i32.add (local.get 0) (i32.const 1)) (global.get $g)))
              (unreachable)))
          (func (export "all") (param i32) (result exnref)
            (block $caught (result exnref)
              (try_table (catch_all_ref $caught) (throw $number (local.get 0) (i64.const 1)))
              (unreachable)))
          (func (export "aggregates") (param i32) (result i32)
            (i32.add
              (struct.get $point 0 (struct.new $point (local.get 0) (i64.const 3)))
              (array.get $points (array.new_fixed $points 3 (local.get 0) (i32.const 2) (i32.const 3)) (i32.const 1))))
          (func (export "table") (param i32) (result i32)
            (block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 1))) (return (i32.const 2)))
            (select (i32.const 3) (i32.const 4) (i32.eqz (local.get 0)))))
        """,
    ];

    public static TheoryData<Type> Delegates =>
    [
        typeof(Action),
        typeof(Func<int, long, object?, double>),
        typeof(ManyValues),
        typeof(Action<int, int, int, int, int, int, int, int, int, int, int, int>),
    ];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Of_a_function(string source)
    {
        using var image = new PEReader(new MemoryStream(SnapshotTests.Compile(source).Image));
        var metadata = image.GetMetadataReader();

        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            var body = image.GetMethodBody(method.RelativeVirtualAddress);
            var code = body.GetILBytes()!;
            var found = StackVerifier.MaximumOf(
                code,
                body.ExceptionRegions.SelectMany(StartsOf),
                SignatureOf(metadata.GetBlobReader(method.Signature)).ReturnsValue,
                token => SignatureOf(metadata, MetadataTokens.EntityHandle(token)));

            var needsLarge = !body.LocalSignature.IsNil || !body.ExceptionRegions.IsEmpty;
            Assert.Equal(Written(found, code, needsLarge), body.MaxStack);
        }
    }

    [Theory]
    [MemberData(nameof(Delegates))]
    public void Of_a_thunk(Type delegateType)
    {
        var shape = DelegateShape.Of(delegateType);

        Thunk[] thunks =
        [
            ThunkWriter.ForGuestDelegate(shape),
            ThunkWriter.ForHostDelegate(shape),
            ThunkWriter.ForValues(shape.NaturalType),
            ThunkWriter.ForHostCallback(shape.NaturalType),
        ];

        Assert.All(thunks, thunk =>
        {
            var method = thunk.Method;
            var body = method.GetMethodBody()!;
            var code = body.GetILAsByteArray()!;
            var found = StackVerifier.MaximumOf(
                code,
                body.ExceptionHandlingClauses.SelectMany(StartsOf),
                method.ReturnType != typeof(void),
                token => SignatureOf(method.Module, token));

            var needsLarge = body.LocalVariables.Count > 0 || body.ExceptionHandlingClauses.Count > 0;
            Assert.Equal(Written(found, code, needsLarge), body.MaxStackSize);
        });
    }

    [Fact]
    public void A_body_whose_branches_meet_at_different_depths_is_refused()
    {
        var il = new IlWriter();
        var end = il.DefineLabel();
        il.EmitConstant(1);
        il.EmitBranch(ILOpCode.Brtrue, end);
        il.EmitConstant(1);

        Assert.Throws<InvalidOperationException>(() => il.MarkLabel(end));
    }

    [Fact]
    public void A_body_that_takes_what_is_not_there_is_refused()
    {
        var il = new IlWriter();
        il.EmitConstant(1);
        il.Emit(ILOpCode.Pop);

        Assert.Throws<InvalidOperationException>(() => il.Emit(ILOpCode.Pop));
    }

    /// <summary>Returns the maximum that a header says. A small one holds no maximum: it stands for eight (ECMA-335 II.25.4.2).</summary>
    private static int Written(int maximum, byte[] code, bool needsLarge) => code.Length < 64 && maximum <= 8 && !needsLarge ? 8 : maximum;

    private static IEnumerable<(int, int)> StartsOf(ExceptionRegion region) => region.Kind switch
    {
        ExceptionRegionKind.Filter => [(region.FilterOffset, 1), (region.HandlerOffset, 1)],
        ExceptionRegionKind.Catch => [(region.HandlerOffset, 1)],
        _ => [(region.HandlerOffset, 0)],
    };

    private static IEnumerable<(int, int)> StartsOf(ExceptionHandlingClause clause) => clause.Flags switch
    {
        ExceptionHandlingClauseOptions.Filter => [(clause.FilterOffset, 1), (clause.HandlerOffset, 1)],
        ExceptionHandlingClauseOptions.Clause => [(clause.HandlerOffset, 1)],
        _ => [(clause.HandlerOffset, 0)],
    };

    private static (int Arguments, bool ReturnsValue) SignatureOf(MetadataReader metadata, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MethodDefinition =>
            SignatureOf(metadata.GetBlobReader(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).Signature)),
        HandleKind.MemberReference =>
            SignatureOf(metadata.GetBlobReader(metadata.GetMemberReference((MemberReferenceHandle)handle).Signature)),
        HandleKind.MethodSpecification => SignatureOf(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        _ => SignatureOf(metadata.GetBlobReader(metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).Signature)),
    };

    private static (int Arguments, bool ReturnsValue) SignatureOf(System.Reflection.Module module, int token)
    {
        if (MetadataTokens.EntityHandle(token).Kind == HandleKind.StandaloneSignature)
        {
            unsafe
            {
                var blob = module.ResolveSignature(token);
                fixed (byte* start = blob)
                {
                    return SignatureOf(new BlobReader(start, blob.Length));
                }
            }
        }

        var method = module.ResolveMethod(token)!;
        var returnType = method is MethodInfo info ? info.ReturnType : typeof(void);
        return (method.GetParameters().Length + (method.IsStatic ? 0 : 1), returnType != typeof(void));
    }

    /// <summary>ECMA-335 II.23.2.1.</summary>
    private static (int Arguments, bool ReturnsValue) SignatureOf(BlobReader signature)
    {
        var header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        var parameters = signature.ReadCompressedInteger();
        return (parameters + (header.IsInstance ? 1 : 0), signature.ReadSignatureTypeCode() != SignatureTypeCode.Void);
    }
}
