using Architecture.Tests.Tree;

namespace Architecture.Tests;

public sealed class PluginAssemblyTests
{
    private static IEnumerable<ProductAssembly> Plugins
        => ProductAssembly.All.Where(assembly => assembly.Area.StartsWith("plugins/", StringComparison.Ordinal));

    [Fact]
    public void There_are_plugins() => Assert.Contains(Plugins, plugin => plugin.Area == "plugins/internal.opt");

    [Fact]
    public void Every_project_of_the_product_was_built()
        => Assert.Equal(
            Repository.ProductProjects.Select(project => project.Area).Order(StringComparer.Ordinal),
            ProductAssembly.All.Select(assembly => assembly.Area).Order(StringComparer.Ordinal));

    [Fact]
    public void A_plugin_has_no_public_type()
        => Verdict.Nothing(
            "plugins are all internal",
            from plugin in Plugins
            from type in plugin.PublicTypes
            select $"{plugin.Area}: {type} is public");

    [Fact]
    public void A_plugin_names_its_entry_type()
        => Verdict.Nothing(
            "one [assembly: Plugin(...)]",
            from plugin in Plugins
            where plugin.PluginAttributes == 0
            select $"{plugin.Area}: no plugin attribute");

    [Fact]
    public void Nothing_but_a_plugin_names_an_entry_type()
        => Verdict.Nothing(
            "[assembly: Plugin(...)] in plugins alone",
            from assembly in ProductAssembly.All.Except(Plugins)
            where assembly.PluginAttributes != 0
            select assembly.Area);

    [Fact]
    public void A_folder_of_a_plugin_holds_no_copy_of_what_lies_beside_the_daemon()
    {
        HashSet<string> shared = [.. ProductAssembly.All.Except(Plugins).Select(assembly => assembly.Name), "Google.Protobuf"];

        Verdict.Nothing(
            "one copy of each shared assembly",
            from plugin in Plugins
            from file in Directory.GetFiles(Path.GetDirectoryName(plugin.File)!, "*.dll", SearchOption.AllDirectories)
            where shared.Contains(Path.GetFileNameWithoutExtension(file))
            select $"{plugin.Area}: {file}");
    }

    [Fact]
    public void A_folder_of_a_plugin_is_named_after_a_plugin_in_it()
        => Verdict.Nothing(
            "plugins/<type>.<id>",
            from plugin in Plugins
            where !Path.GetFileName(plugin.Area).Contains('.', StringComparison.Ordinal) && plugin.Area != "plugins/cri"
            select $"{plugin.Area}: the folder is named <type>.<id>");
}
