using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Architecture.Tests.Tree;

/// <summary>An assembly as it was built, read without loading it.</summary>
/// <param name="Area">The directory of its project, relative to the root of the repository.</param>
/// <param name="File">Its path.</param>
/// <param name="Name">Its simple name.</param>
/// <param name="References">Simple names of the assemblies that its code uses.</param>
/// <param name="PublicTypes">Full names of the types that others can use.</param>
/// <param name="PluginAttributes">How many assembly attributes name an entry type.</param>
/// <param name="NativeMethods">P/Invoke methods as <c>Type.Method</c>.</param>
/// <param name="Members">Members of other assemblies that the code uses, as <c>Namespace.Type.Member</c> without generic arguments.</param>
internal sealed record ProductAssembly(
    string Area,
    string File,
    string Name,
    IReadOnlyList<string> References,
    IReadOnlyList<string> PublicTypes,
    int PluginAttributes,
    IReadOnlyList<string> NativeMethods,
    IReadOnlySet<string> Members)
{
    private const string ListFile = "product-assemblies.txt";

    private static readonly Lazy<IReadOnlyList<ProductAssembly>> ReadAll = new(() => [.. ReadList()]);

    /// <summary>Every assembly of the product; the build of this project built them and listed them.</summary>
    public static IReadOnlyList<ProductAssembly> All => ReadAll.Value;

    public static ProductAssembly Read(string area, string file)
    {
        using FileStream stream = System.IO.File.OpenRead(file);

        return Read(area, file, stream);
    }

    public static ProductAssembly Read(string area, string file, Stream stream)
    {
        using PEReader image = new(stream);
        MetadataReader metadata = image.GetMetadataReader();
        AssemblyMembers members = new(metadata);

        return new ProductAssembly(
            area,
            file,
            metadata.GetString(metadata.GetAssemblyDefinition().Name),
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. metadata.TypeDefinitions.Where(handle => IsPublic(metadata.GetTypeDefinition(handle))).Select(members.NameOf)],
            metadata.GetAssemblyDefinition().GetCustomAttributes().Count(handle => members.IsPluginAttribute(handle)),
            [.. metadata.MethodDefinitions.Where(handle => IsNative(metadata.GetMethodDefinition(handle))).Select(members.NameOf)],
            members.Used());
    }

    private static bool IsPublic(TypeDefinition type)
        => (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public;

    private static bool IsNative(MethodDefinition method) => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl);

    private static IEnumerable<ProductAssembly> ReadList()
    {
        foreach (string line in System.IO.File.ReadLines(Path.Join(AppContext.BaseDirectory, ListFile)))
        {
            string[] pair = line.Split('=', 2);
            yield return Read(Repository.Relative(Path.GetDirectoryName(pair[0])!), pair[1]);
        }
    }
}
