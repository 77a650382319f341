using System.Reflection;

namespace Architecture.Tests.PublicApi;

/// <summary>The name of a type as one writes it, without its namespace.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Type type) => Of(null, type);

    /// <summary>With a question mark where null is allowed.</summary>
    public static string Of(NullabilityInfo? nullability, Type type)
    {
        if (type.IsByRef)
        {
            return Of(nullability?.ElementType ?? nullability, type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is Type value)
        {
            return $"{Of(value)}?";
        }

        string name = type.IsArray ? $"{Of(nullability?.ElementType, type.GetElementType()!)}[]"
            : type.IsPointer ? $"{Of(type.GetElementType()!)}*"
            : Keywords.TryGetValue(type, out string? keyword) ? keyword
            : type.IsGenericParameter ? type.Name
            : Outer(type) + Generic(nullability, type);

        return IsNullable(nullability, type) ? $"{name}?" : name;
    }

    private static bool IsNullable(NullabilityInfo? nullability, Type type)
        => !type.IsValueType && nullability is not null
            && (nullability.ReadState == NullabilityState.Nullable || nullability.WriteState == NullabilityState.Nullable);

    private static string Outer(Type type) => type.DeclaringType is Type outer && !type.IsGenericParameter ? $"{Of(outer)}." : "";

    private static string Generic(NullabilityInfo? nullability, Type type)
    {
        string name = type.Name.Split('`')[0];
        if (!type.IsGenericType || !type.Name.Contains('`', StringComparison.Ordinal))
        {
            return name;
        }

        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo[] nullabilities = nullability?.GenericTypeArguments ?? [];
        IEnumerable<string> names = arguments.Select(
            (argument, index) => Of(index < nullabilities.Length ? nullabilities[index] : null, argument));

        return $"{name}<{string.Join(", ", names)}>";
    }
}
