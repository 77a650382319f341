namespace HostileInput.Tests;

/// <summary>A layer that aims at a path outside the root of its snapshot.</summary>
internal static class Escape
{
    /// <summary>Enough to leave any root.</summary>
    private const string Up = "../../../../../../../../../../";

    /// <summary>Names of the layers, for theories.</summary>
    public static IReadOnlyList<string> Names => [.. All.Keys];

    private static readonly IReadOnlyDictionary<string, Func<Outside, LayerBuilder>> All = new Dictionary<string, Func<Outside, LayerBuilder>>
    {
        ["a file named with dots"] = outside => new LayerBuilder().File(Up + outside.Relative + "/evil", "evil"),
        ["a file named absolutely"] = outside => new LayerBuilder().File(outside.Path + "/evil", "evil"),
        ["dots inside a path"] = outside => new LayerBuilder().Directory("etc").File("etc/" + Up + outside.Relative + "/evil", "evil"),
        ["a file behind an absolute link"] = outside => new LayerBuilder().Symlink("link", outside.Path).File("link/evil", "evil"),
        ["a file behind a relative link"] = outside => new LayerBuilder().Symlink("link", Up + outside.Relative).File("link/evil", "evil"),
        ["a file that is a link already"] = outside => new LayerBuilder().Symlink("link", outside.Path + "/canary").File("link", "evil"),
        ["a directory that is a link already"] = outside => new LayerBuilder().Symlink("link", outside.Path)
            .Directory("link", (UnixFileMode)0b111_111_111).File("link/evil", "evil"),
        ["a chain of links"] = outside => new LayerBuilder().Symlink("one", outside.Path).Symlink("two", "one/sub").File("two/evil", "evil"),
        ["a hard link with dots"] = outside => new LayerBuilder().Hardlink("stolen", Up + outside.Relative + "/canary").File("stolen", "evil"),
        ["a hard link named absolutely"] = outside => new LayerBuilder().Hardlink("stolen", outside.Path + "/canary"),
        ["a hard link through a link"] = outside => new LayerBuilder().Symlink("link", outside.Path).Hardlink("stolen", "link/canary")
            .File("stolen", "evil"),
        ["a hard link to a link"] = outside => new LayerBuilder().Symlink("link", outside.Path + "/canary").Hardlink("again", "link")
            .File("again", "evil"),
        ["a whiteout behind a link"] = outside => new LayerBuilder().Symlink("link", outside.Path).Whiteout("link", "canary"),
        ["a whiteout with dots"] = outside => new LayerBuilder().Whiteout(Up + outside.Relative, "canary"),
        ["an opaque directory behind a link"] = outside => new LayerBuilder().Symlink("link", outside.Path).Opaque("link"),
        ["a whiteout of the parent"] = _ => new LayerBuilder().Directory("etc").File("etc/.wh...", string.Empty),
        ["a whiteout of itself"] = _ => new LayerBuilder().Directory("etc").File("etc/.wh..", string.Empty),
        ["a link in place of the root"] = outside => new LayerBuilder().Symlink(".", outside.Path).File("evil", "evil"),
    };

    /// <summary>The layer's entries.</summary>
    public static LayerBuilder Entries(string name, Outside outside) => All[name](outside);
}
