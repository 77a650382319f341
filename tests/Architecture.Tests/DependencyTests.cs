using Architecture.Tests.Rules;
using Architecture.Tests.Tree;

namespace Architecture.Tests;

public sealed class DependencyTests
{
    private static readonly Dictionary<string, string> AreaOfAssembly
        = ProductAssembly.All.ToDictionary(assembly => assembly.Name, assembly => assembly.Area);

    [Fact]
    public void Every_project_references_only_what_it_may()
        => Verdict.Nothing(
            "dependencies of projects",
            from project in Repository.ProductProjects
            from reference in project.References
            let fault = DependencyRules.Fault(project.Area, reference)
            where fault is not null
            select $"{project.Area} references {reference}: {fault}");

    [Fact]
    public void Compiled_code_uses_only_what_its_project_may_also_through_other_projects()
        => Verdict.Nothing(
            "dependencies of assemblies",
            from use in Uses()
            let fault = DependencyRules.Fault(use.From, use.To)
            where fault is not null
            select $"{use.From} uses {use.To}: {fault}");

    [Fact]
    public void The_code_of_the_daemon_knows_no_component()
        => Verdict.Nothing(
            "dependencies of the daemon's code",
            from use in Uses()
            where use.From == "host"
            let fault = DependencyRules.HostCodeFault(use.To)
            where fault is not null
            select $"{use.From} uses {use.To}: {fault}");

    [Fact]
    public void The_contracts_need_no_package_but_the_abstraction_of_logging()
        => Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], Project("abstractions").Packages);

    [Fact]
    public void The_wire_contract_needs_no_package_but_protobuf()
        => Assert.Equal(["Google.Protobuf", "Grpc.Tools"], Project("proto").Packages.Order(StringComparer.Ordinal));

    [Fact]
    public void Web_pages_are_served_at_the_edge_alone()
        => Verdict.Holds(
            RuleNames.WebFramework,
            Repository.ProductProjects.SelectMany(WebFramework.Find).Concat(ProductAssembly.All.SelectMany(WebFramework.Find)));

    [Theory]
    [InlineData("abstractions", "lib/linux")]
    [InlineData("abstractions", "proto")]
    [InlineData("lib/linux", "abstractions")]
    [InlineData("lib/toml", "host")]
    [InlineData("proto", "abstractions")]
    [InlineData("host", "plugins/content.content")]
    [InlineData("plugins/content.content", "plugins/metadata.bolt")]
    [InlineData("plugins/content.content", "proto")]
    [InlineData("plugins/content.content", "host")]
    [InlineData("plugins/grpc.services", "client")]
    [InlineData("shim", "lib/rpc.server")]
    [InlineData("client", "plugins/content.content")]
    public void A_forbidden_dependency_is_found(string from, string to) => Assert.NotNull(DependencyRules.Fault(from, to));

    [Theory]
    [InlineData("abstractions", "lib/oci")]
    [InlineData("lib/rpc", "abstractions")]
    [InlineData("lib/rpc.server", "lib/rpc")]
    [InlineData("lib/snapshotstore", "lib/bolt")]
    [InlineData("proto", "lib/rpc")]
    [InlineData("plugins/content.content", "abstractions")]
    [InlineData("plugins/event.exchange", "proto")]
    [InlineData("shim", "lib/rpc")]
    [InlineData("client/ctr", "proto")]
    public void An_allowed_dependency_is_not_found(string from, string to) => Assert.Null(DependencyRules.Fault(from, to));

    [Fact]
    public void Neither_a_library_nor_the_daemon_is_known_to_the_code_of_the_daemon_but_the_listed_ones()
    {
        Assert.NotNull(DependencyRules.HostCodeFault("lib/bolt"));
        Assert.Null(DependencyRules.HostCodeFault("lib/toml"));
    }

    private static ProjectFile Project(string area) => Repository.ProductProjects.Single(project => project.Area == area);

    private static IEnumerable<(string From, string To)> Uses()
        => from assembly in ProductAssembly.All
           from name in assembly.References
           where AreaOfAssembly.ContainsKey(name)
           select (assembly.Area, AreaOfAssembly[name]);
}
