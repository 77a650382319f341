using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Monitors.Tests;

/// <summary>What a daemon tells about containers on its metrics endpoint.</summary>
internal sealed partial class MetricsEndpoint
{
    private readonly string _address = FreeAddress();

    /// <summary>The table of the configuration file that switches it on.</summary>
    public string Configuration => $"""
        [metrics]
          address = "{_address}"
        """;

    /// <summary>The lines about containers.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync()
    {
        using HttpClient client = new();
        string text = await client.GetStringAsync(new Uri($"http://{_address}/v1/metrics"));

        return [.. text.Split('\n').Where(line => ContainerLine().IsMatch(line))];
    }

    /// <summary>Help and type of each metric, and each series without its value.</summary>
    public async Task<IReadOnlyList<string>> ShapeAsync()
        => [.. (await LinesAsync()).Select(line => line[0] == '#' ? line : line[..line.LastIndexOf(' ')]).Order(StringComparer.Ordinal)];

    /// <summary>The value of a metric of a container.</summary>
    public async Task<double> ValueAsync(string metric, string container)
    {
        string line = Assert.Single(
            await LinesAsync(),
            line => line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains($"container_id=\"{container}\"", StringComparison.Ordinal));

        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static string FreeAddress()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();

        return probe.LocalEndpoint.ToString()!;
    }

    [GeneratedRegex("^(?:# [A-Z]+ )?container_")]
    private static partial Regex ContainerLine();
}
