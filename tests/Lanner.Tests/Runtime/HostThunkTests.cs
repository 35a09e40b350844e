using Lanner.Calls;

namespace Lanner.Tests.Runtime;

/// <summary>The code that is found for host functions.</summary>
public sealed class HostThunkTests
{
    [Theory]
    [InlineData(typeof(Func<int>))]
    [InlineData(typeof(Func<Caller, int, int, int, int>))]
    [InlineData(typeof(Action<int, int>))]
    [InlineData(typeof(Action<Caller, int>))]
    [InlineData(typeof(Func<Caller, int, int, int, int, int, long, long, int, int, int>))]
    [InlineData(typeof(Func<double, double, double>))]
    public void Common_shapes_have_code_of_their_own(Type delegateType) =>
        Assert.NotEqual(0, CommonThunks.Find(DelegateShape.Of(delegateType)));

    [Theory]
    [InlineData(typeof(Func<uint>))]
    [InlineData(typeof(Action<object>))]
    [InlineData(typeof(Func<int, (int, int)>))]
    public void Uncommon_shapes_do_not(Type delegateType) => Assert.Equal(0, CommonThunks.Find(DelegateShape.Of(delegateType)));

    [Fact]
    public void Emitted_code_is_shared_by_delegates_of_a_type()
    {
        Func<int, int, int, int, int, int, int, int, int, int, int, int> one = (a, b, c, d, e, f, g, h, i, j, k) => a;
        Func<int, int, int, int, int, int, int, int, int, int, int, int> two = (a, b, c, d, e, f, g, h, i, j, k) => k;
        var shape = DelegateShape.Of(one.GetType());
        Assert.Equal(TypedThunks.Find(shape, one).Code, TypedThunks.Find(shape, two).Code);
    }
}
