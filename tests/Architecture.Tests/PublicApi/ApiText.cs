using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture.Tests.PublicApi;

/// <summary>The public surface of an assembly as text: a line for each type and member that others can use, in a fixed order.</summary>
internal static class ApiText
{
    private const BindingFlags Declared
        = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static string Of(IEnumerable<Type> types)
    {
        List<string> lines = [];
        foreach (Type type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            lines.Add(TypeLine(type));
            lines.AddRange(Members(type).Order(StringComparer.Ordinal).Select(member => $"    {member}"));
            lines.Add("");
        }

        return string.Join('\n', lines);
    }

    private static string TypeLine(Type type)
    {
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<Type> interfaces = type.IsEnum ? [] : type.GetInterfaces().Except(inherited).Where(IsVisible);
        bool hasBase = type.IsClass && type.BaseType != typeof(object) && !IsDelegate(type);
        List<string> bases = [.. interfaces.Select(TypeName.Of).Order(StringComparer.Ordinal)];
        if (hasBase)
        {
            bases.Insert(0, TypeName.Of(type.BaseType!));
        }

        if (type.IsEnum)
        {
            bases.Add(TypeName.Of(Enum.GetUnderlyingType(type)));
        }

        return $"{Kind(type)} {type.Namespace}.{TypeName.Of(type)}{(bases.Count > 0 ? $" : {string.Join(", ", bases)}" : "")}";
    }

    private static string Kind(Type type)
        => type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : IsDelegate(type) ? "delegate"
            : type.IsValueType ? IsReadOnly(type) ? "readonly struct" : "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
        }

        if (IsDelegate(type))
        {
            return [MemberText.Of(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors(Declared).Where(IsUsable).Select(MemberText.Of)
            .Concat(type.GetMethods(Declared).Where(method => IsUsable(method) && IsWritten(method)).Select(MemberText.Of))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsUsable) && IsWrittenProperty(property))
                .Select(MemberText.Of))
            .Concat(type.GetEvents(Declared).Where(member => IsUsable(member.AddMethod!)).Select(MemberText.Of))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(MemberText.Of));
    }

    internal static bool IsUsable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Not what the compiler adds to a record, and not the halves of properties and events.
    private static bool IsWritten(MethodInfo method)
        => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static bool IsWrittenProperty(PropertyInfo property) => property.Name != "EqualityContract";

    // The interface itself; that the type is an argument of it changes nothing.
    private static bool IsVisible(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).IsVisible;

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));
}
