using System.Globalization;

namespace PluginHost.Bench;

/// <summary>Collects figures of both daemons and prints them as a table with their ratio.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Unit, double Ours, double Theirs)> _rows = [];

    /// <summary>Adds medians of what was measured.</summary>
    public void Add(string what, string unit, IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
        => _rows.Add((what, unit, Median(ours), Median(theirs)));

    public void Print(TextWriter output)
    {
        output.WriteLine("| what | unit | pluginhost | containerd | ratio |");
        output.WriteLine("|---|---|---|---|---|");
        foreach ((string what, string unit, double ours, double theirs) in _rows)
        {
            output.WriteLine($"| {what} | {unit} | {Number(ours)} | {Number(theirs)} | {Number(ours / theirs)} |");
        }
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
