using System.Text;

namespace PluginHost.Host.CommandLine;

/// <summary>
/// Aligns cells that end in a tab, as Go's text/tabwriter does with a padding of four spaces: a column is as wide as its widest cell among
/// neighbouring lines that have it. What follows the last tab of a line is not aligned.
/// </summary>
internal sealed class TabWriter
{
    private const int Padding = 4;
    private readonly List<string[]> _lines = [];

    public void Line(string text) => _lines.Add(text.Split('\t'));

    public override string ToString()
    {
        int[][] widths = [.. _lines.Select(line => new int[line.Length - 1])];
        for (int column = 0; widths.Any(line => line.Length > column); column++)
        {
            SetWidths(column, widths);
        }

        StringBuilder text = new();
        for (int i = 0; i < _lines.Count; i++)
        {
            for (int column = 0; column < widths[i].Length; column++)
            {
                text.Append(_lines[i][column].PadRight(widths[i][column]));
            }

            text.Append(_lines[i][^1]).Append('\n');
        }

        return text.ToString();
    }

    private void SetWidths(int column, int[][] widths)
    {
        int start = 0;
        while (start < widths.Length)
        {
            int end = start;
            int width = 0;
            while (end < widths.Length && widths[end].Length > column)
            {
                width = Math.Max(width, _lines[end][column].Length + Padding);
                end++;
            }

            for (int i = start; i < end; i++)
            {
                widths[i][column] = width;
            }

            start = end + 1;
        }
    }
}
