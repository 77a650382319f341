using System.Globalization;
using System.Text;

namespace PluginHost.Host.Listeners.Metrics;

/// <summary>Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
internal static class PrometheusText
{
    public static string Write(IEnumerable<Metric> metrics)
    {
        StringBuilder text = new();
        foreach (Metric metric in metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal))
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind).Append('\n');
            foreach (MetricSample sample in metric.Samples)
            {
                Write(text, metric.Name, sample);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, MetricSample sample)
    {
        text.Append(name).Append(sample.Suffix);
        for (int i = 0; i < sample.Labels.Count; i++)
        {
            (string key, string value) = sample.Labels[i];
            text.Append(i == 0 ? '{' : ',').Append(key).Append("=\"").Append(Escape(value, quotes: true)).Append('"');
        }

        text.Append(sample.Labels.Count > 0 ? "} " : " ").Append(Number(sample.Value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string value, bool quotes)
    {
        string escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
