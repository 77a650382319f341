using System.Text;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary>Columns as wide as their widest cell, with four spaces between them.</summary>
internal sealed class Table(params string[] head)
{
    private const int Gap = 4;
    private readonly List<string[]> _rows = [head];

    public void Row(params string[] cells) => _rows.Add(cells);

    public void WriteTo(StringBuilder text)
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(column => _rows.Max(row => row[column].Length) + Gap)];
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column].PadRight(widths[column]));
            }

            text.Append(row[^1]).Append('\n');
        }
    }
}
