namespace Lanner.Components.Generators.Tests;

/// <summary>The code that is generated for small worlds, to read. <c>LANNER_UPDATE_SNAPSHOTS=1</c> writes it anew.</summary>
public class SnapshotTests
{
    private static string Folder => Repository.PathOf("tests/Lanner.Components.Generators.Tests/Snapshots");

    [Theory]
    [InlineData("numbers", "package a:b; world numbers { export add: func(a: u32, b: u32) -> u32; export flip: func(x: bool); }")]
    [InlineData("text", """
        package a:b;
        /// Says things.
        interface greetings {
            /// A mood.
            enum mood { good, bad }
            record person { name: string, age: option<u8> }
            /// Greets somebody.
            greet: func(who: person, mood: mood) -> result<string, mood>;
        }
        world text { import greetings; export greetings; }
        """)]
    [InlineData("resources", """
        package a:b;
        interface files { resource file { constructor(path: string); read: func(count: u32) -> list<u8>; } }
        world resources { import files; export files; }
        """)]
    [InlineData("waiting", """
        package a:b;
        interface stores {
            enum fault { missing, full }
            record entry { name: string, body: stream<u8> }
            resource bucket { put: async func(entries: stream<entry>) -> result<future<u32>, fault>; }
            sizes: func(of: borrow<bucket>) -> stream<u64>;
        }
        world waiting { import stores; export stores; export wait: async func(for: future) -> option<error-context>; }
        """)]
    public void Code_is_as_it_was(string name, string wit)
    {
        var code = Generation.Of(wit).RequireRight().Code;
        var path = Path.Combine(Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("LANNER_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, code);
        }

        Assert.True(File.Exists(path), $"There is no {path}: run the test with LANNER_UPDATE_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(path), code);
    }
}
