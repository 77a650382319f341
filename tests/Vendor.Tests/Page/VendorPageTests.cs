using System.Globalization;
using System.Text.RegularExpressions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Testing;

namespace Vendor.Tests.Page;

/// <summary>docs/vendor.md, done.</summary>
public sealed partial class VendorPageTests(PageRun page) : IClassFixture<PageRun>
{
    public static TheoryData<int, string> Steps
    {
        get
        {
            TheoryData<int, string> steps = [];
            foreach (PageStep step in PageRun.Steps)
            {
                steps.Add(step.Number, step.Commands.TrimEnd().Split('\n')[^1]);
            }

            return steps;
        }
    }

    [Fact]
    public void The_page_builds_starts_uses_and_runs()
    {
        string commands = string.Concat(PageRun.Steps.Select(step => step.Commands));

        Assert.All(
            ["dotnet pack", "dotnet publish", "bin/pluginhost --config", "ctr plugins ls", "ctr snapshots --snapshotter acme", "ctr run --rm --snapshotter acme", "dotnet test"],
            command => Assert.Contains(command, commands, StringComparison.Ordinal));
    }

    [RequiresTheory("root", Tools.PluginHost, "dotnet", "ctr", "runc", "busybox", "containerd-shim-runc-v2")]
    [MemberData(nameof(Steps))]
    public async Task Each_step_works_and_prints_what_the_page_shows(int number, string lastCommand)
    {
        PageStep step = PageRun.Steps[number - 1];

        string output = await page.OutputAsync(step);

        string? missing = step.Missing(output);
        Assert.True(missing is null, $"\"{lastCommand}\" does not print \"{missing}\":\n{output}");
    }

    [RequiresFact("root", Tools.PluginHost, "dotnet", "ctr", "runc", "busybox", "containerd-shim-runc-v2")]
    public async Task What_a_vendor_ships_is_the_plugin_alone()
    {
        string folder = await page.HomeFileAsync("acme/plugins.d/acme");

        Assert.Equal(
            ["Acme.Snapshotter.deps.json", "Acme.Snapshotter.dll", "Acme.Snapshotter.pdb"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [RequiresFact("root", Tools.PluginHost, "dotnet", "ctr", "runc", "busybox", "containerd-shim-runc-v2")]
    public async Task The_kit_runs_its_whole_suite_on_the_plugin()
    {
        PageStep step = PageRun.Steps.Single(step => step.Commands == "dotnet test\n");

        Match passed = PassedTests().Match(await page.OutputAsync(step));

        int suite = typeof(SnapshotterConformance).GetMethods()
            .Count(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0);
        Assert.InRange(int.Parse(passed.Groups["count"].Value, CultureInfo.InvariantCulture), suite, int.MaxValue);
    }

    [RequiresFact("root", Tools.PluginHost, "dotnet", "ctr", "runc", "busybox", "containerd-shim-runc-v2")]
    public async Task Nothing_of_the_container_is_left_when_the_daemon_has_ended()
        => Assert.Empty(await page.LeftoversAsync());

    [RequiresFact("root", Tools.PluginHost, "dotnet", "ctr", "runc", "busybox", "containerd-shim-runc-v2")]
    public async Task The_layers_are_where_the_section_of_the_configuration_says()
        => Assert.True(File.Exists(await page.HomeFileAsync("acme-run/layers/snapshots.json")));

    [GeneratedRegex(@"Passed:\s+(?<count>\d+), Skipped:\s+0,")]
    private static partial Regex PassedTests();
}
