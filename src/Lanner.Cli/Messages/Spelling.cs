namespace Lanner.Cli.Messages;

/// <summary>Guesses what somebody meant who misspelt a word.</summary>
internal static class Spelling
{
    /// <summary>Words are compared as far as this, so that what a command line holds takes no time to speak of.</summary>
    private const int LongestWord = 64;

    /// <summary>The end of a message about a word that nobody knows: "; did you mean 'run'?", or nothing when no known word is
    /// near.</summary>
    internal static string Suggest(string word, IEnumerable<string> known) =>
        Closest(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The known word with the fewest letters added, left out, changed or swapped with the next: at most one for each three of its
    /// letters. Null when there is none.</summary>
    private static string? Closest(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var (closest, fewest) = ((string?)null, int.MaxValue);
        foreach (var candidate in known)
        {
            var mistakes = Mistakes(word, candidate);
            if (mistakes < fewest && mistakes <= int.Max(1, candidate.TrimStart('-').Length / 3))
            {
                (closest, fewest) = (candidate, mistakes);
            }
        }

        return closest;
    }

    /// <summary>The distance of two words after Damerau and Levenshtein, where no letter is moved twice.</summary>
    private static int Mistakes(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    distances[row, column] = row + column;
                    continue;
                }

                var isSame = char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]);
                var fewest = distances[row - 1, column - 1] + (isSame ? 0 : 1);
                fewest = int.Min(fewest, int.Min(distances[row - 1, column], distances[row, column - 1]) + 1);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    fewest = int.Min(fewest, distances[row - 2, column - 2] + 1);
                }

                distances[row, column] = fewest;
            }
        }

        return distances[left.Length, right.Length];
    }
}
