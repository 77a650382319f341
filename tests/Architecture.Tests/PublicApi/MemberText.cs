using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture.Tests.PublicApi;

/// <summary>A member as one writes it, with the nullability of its types.</summary>
internal static class MemberText
{
    public static string Of(ConstructorInfo constructor)
        => $"{Access(constructor)}{Static(constructor)}.ctor({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Argument))}>" : "";
        string result = TypeName.Of(new NullabilityInfoContext().Create(method.ReturnParameter), method.ReturnType);

        return $"{Access(method)}{Static(method)}{Virtual(method)}{result} {method.Name}{generic}({Parameters(method)})";
    }

    public static string Of(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(ApiText.IsUsable)];
        MethodInfo first = accessors[0];
        string name = property.GetIndexParameters().Length > 0 ? $"this[{Parameters(property.GetIndexParameters())}]" : property.Name;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string type = TypeName.Of(new NullabilityInfoContext().Create(property), property.PropertyType);

        return $"{Access(first)}{Static(first)}{Virtual(first)}{required}{type} {name} {{ {string.Join(' ', accessors.Select(Accessor))} }}";
    }

    public static string Of(EventInfo member)
        => $"{Access(member.AddMethod!)}{Static(member.AddMethod!)}event {TypeName.Of(member.EventHandlerType!)} {member.Name}";

    public static string Of(FieldInfo field)
    {
        string modifier = field.IsLiteral ? "const " : field.IsStatic ? field.IsInitOnly ? "static readonly " : "static " : field.IsInitOnly ? "readonly " : "";
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";

        return $"{(field.IsPublic ? "" : "protected ")}{modifier}{TypeName.Of(new NullabilityInfoContext().Create(field), field.FieldType)} {field.Name}{value}";
    }

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string direction = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string receiver = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";

        return $"{receiver}{direction}{TypeName.Of(new NullabilityInfoContext().Create(parameter), parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Argument(Type argument)
    {
        List<string> constraints = [.. argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeName.Of)];
        GenericParameterAttributes special = argument.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask;
        if (special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Insert(0, "struct");
        }
        else if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        return constraints.Count > 0 ? $"{argument.Name} : {string.Join(" & ", constraints)}" : argument.Name;
    }

    private static string Accessor(MethodInfo accessor)
    {
        bool isGet = accessor.ReturnType != typeof(void);
        bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

        return $"{(accessor.IsPublic ? "" : "protected ")}{(isGet ? "get" : isInit ? "init" : "set")};";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Virtual(MethodInfo method)
    {
        bool isInterface = method.DeclaringType!.IsInterface;
        bool isOverride = method.GetBaseDefinition() != method;

        return isInterface && !method.IsAbstract ? "virtual "
            : isInterface || !method.IsVirtual || (method.IsFinal && !isOverride) ? ""
            : method.IsAbstract ? "abstract "
            : isOverride ? "override "
            : "virtual ";
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
