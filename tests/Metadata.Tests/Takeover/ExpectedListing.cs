using Snapshotters.Tests.Takeover;

namespace Metadata.Tests.Takeover;

/// <summary>What containerd's own ctr showed of a root directory (<c>shared/fixtures/containerd-*-expected.txt</c>), block by block.</summary>
internal sealed class ExpectedListing
{
    private readonly Dictionary<string, string[]> _blocks = new(StringComparer.Ordinal);

    private ExpectedListing(IEnumerable<string> lines)
    {
        string title = "";
        List<string> block = [];
        foreach (string line in lines.Append("## "))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                // The first two lines of a block are the command and the heading of the table.
                _blocks[title] = [.. block.Skip(2)];
                (title, block) = (line[3..], []);
            }
            else
            {
                block.Add(line);
            }
        }
    }

    /// <summary>Reads the listing of a release.</summary>
    public static ExpectedListing Read(string version)
        => new(File.ReadLines(Path.Combine(ContainerdRoot.Fixtures, $"containerd-{version}-expected.txt")));

    /// <summary>The rows of a table as their words; words that vary (ages, times) are left to the caller.</summary>
    public IEnumerable<string[]> Rows(string title)
        => _blocks[title].Select(static row => row.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(static row => row.Length > 0);

    /// <summary>The rest of a line of the block, after the text that it begins with.</summary>
    public string Value(string title, string start)
        => _blocks[title].Select(static line => line.Trim()).First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
