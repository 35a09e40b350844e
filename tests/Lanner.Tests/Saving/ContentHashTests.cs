using System.Security.Cryptography;
using Lanner.Compilation.Saving;

namespace Lanner.Tests.Saving;

public sealed class ContentHashTests
{
    [Fact]
    public void The_hash_is_SHA_256_for_each_length_around_the_blocks()
    {
        var random = new Random(1);
        for (var length = 0; length <= 300; length++)
        {
            var content = new byte[length];
            random.NextBytes(content);

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), ContentHash.Of(content));
        }
    }

    [Theory]
    [InlineData(ContentHash.LongestOwn - 1)]
    [InlineData(ContentHash.LongestOwn)]
    [InlineData(ContentHash.LongestOwn + 1)]
    public void The_hash_is_SHA_256_for_long_contents(int length)
    {
        var content = new byte[length];
        new Random(2).NextBytes(content);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), ContentHash.Of(content));
    }

    [Fact]
    public void The_hash_of_an_example_of_the_standard_is_the_one_there() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.Of("abc"u8));
}
