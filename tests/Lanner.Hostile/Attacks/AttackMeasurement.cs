using System.Globalization;

namespace Lanner.Hostile.Attacks;

/// <summary>The resources that an attack took, and its end.</summary>
/// <param name="Time">From bytes to the end of the last call and the disposal.</param>
/// <param name="CallTime">The longest of the calls.</param>
/// <param name="Heap">The most that the CLR's heap held beyond what it held before, in bytes.</param>
/// <param name="Resident">By how much the process grew, at most, in bytes.</param>
/// <param name="Mappings">By how many mappings of memory the process grew, at most.</param>
/// <param name="Rounds">The number of times that the other tenant computed meanwhile.</param>
/// <param name="Outcome">The end of the last call.</param>
/// <param name="Failure">The description of what was not as it must be; empty when nothing was wrong.</param>
internal sealed record AttackMeasurement(
    TimeSpan Time, TimeSpan CallTime, long Heap, long Resident, int Mappings, int Rounds, string Outcome, string Failure)
{
    public override string ToString() => string.Join('\t', [
        Number(Time.TotalMilliseconds), Number(CallTime.TotalMilliseconds), Number(Heap), Number(Resident), Number(Mappings),
        Number(Rounds), Line(Outcome), Line(Failure)]);

    internal static AttackMeasurement Parse(string line)
    {
        var parts = line.Split('\t');
        return new AttackMeasurement(
            TimeSpan.FromMilliseconds(Number(parts[0])), TimeSpan.FromMilliseconds(Number(parts[1])), (long)Number(parts[2]),
            (long)Number(parts[3]), (int)Number(parts[4]), (int)Number(parts[5]), parts[6], parts[7]);
    }

    private static string Number(double number) => number.ToString("F0", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Line(string text) => (text.Length > 300 ? text[..300] : text).ReplaceLineEndings(" ").Replace('\t', ' ');
}
