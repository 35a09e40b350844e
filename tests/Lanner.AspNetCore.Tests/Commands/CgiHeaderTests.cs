using System.Text;
using Lanner.AspNetCore.Commands;

namespace Lanner.AspNetCore.Tests.Commands;

/// <summary>What programs write before their bodies.</summary>
public sealed class CgiHeaderTests
{
    [Fact]
    public void Lines_are_read_wherever_the_writes_are_cut()
    {
        const string Text = "Content-Type: a\r\nX:\t b \nKeep-Alive: 1\n\nbody";
        for (var cut = 0; cut < Text.Length; cut++)
        {
            var header = new CgiHeader();
            var first = header.Read(Encoding.ASCII.GetBytes(Text[..cut]));
            var second = header.Read(Encoding.ASCII.GetBytes(Text[cut..]));
            Assert.True(header.IsComplete);
            Assert.Equal("body", Text[(first + second)..]);
            Assert.Equal(["Content-Type: a", "X: b"], header.Fields.Select(field => $"{field.Key}: {Encoding.ASCII.GetString(field.Value)}"));
        }
    }

    [Fact]
    public void Lines_without_end_are_refused()
    {
        var header = new CgiHeader();
        Assert.Throws<CgiException>(() =>
        {
            for (var count = 0; count <= CgiHeader.MaximumBytes; count += 10)
            {
                header.Read("aaaaaaaaaa"u8);
            }
        });
        var fields = new CgiHeader();
        Assert.Throws<CgiException>(() =>
        {
            for (var count = 0; count <= CgiHeader.MaximumFields; count++)
            {
                fields.Read("a: b\n"u8);
            }
        });
    }
}
