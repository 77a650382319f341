using PluginHost.Filters;

namespace Filters.Tests;

/// <summary>Compares with the answers of containerd 1.6.20, see <c>Observed/README.md</c>.</summary>
public sealed class ObservedTests
{
    private const string PluginsFile = "plugins.jsonl";
    private const string LeasesFile = "leases.jsonl";

    private static readonly string[] Plugins = ObservedFile.Text(ObservedFile.Lines(PluginsFile).First(), "objects").Split(' ');

    private static readonly LeaseFields[] Leases =
    [
        .. ObservedFile.Lines(LeasesFile).Where(line => line.StartsWith("{\"object\"", StringComparison.Ordinal)).Select(LeaseFields.Parse),
    ];

    public static TheoryData<string> PluginFilters => ObservedFile.Filters(PluginsFile);

    public static TheoryData<string> LeaseFilters => ObservedFile.Filters(LeasesFile);

    [Theory]
    [MemberData(nameof(PluginFilters))]
    public void A_filter_on_plugins_gives_what_containerd_gave(string line)
    {
        string filter = ObservedFile.Text(line, "filter");
        if (ObservedFile.IsError(line))
        {
            FilterSyntaxException error = Assert.Throws<FilterSyntaxException>(() => FilterSet.ParseAll([filter]));
            Assert.Equal(ObservedFile.Text(line, "error"), error.Message + ": invalid argument");
            return;
        }

        FilterSet filters = FilterSet.ParseAll([filter]);
        IEnumerable<string> matched = Plugins.Where(uri => filters.Match(PluginFields.Parse(uri)));

        Assert.Equal(ObservedFile.Matches(line, Plugins), matched.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LeaseFilters))]
    public void A_filter_on_leases_gives_what_containerd_gave(string line)
    {
        FilterSet filters = FilterSet.ParseAll([ObservedFile.Text(line, "filter")]);
        IEnumerable<string> matched = Leases.Where(filters.Match).Select(lease => lease.Id);

        Assert.Equal(ObservedFile.Matches(line, Leases.Select(lease => lease.Id)), matched.Order(StringComparer.Ordinal));
    }
}
