using System.Reflection;

namespace PolicyGuard.Tests.Floors;

/// <summary>Everything that a type names: in its declaration, its members, their code, their attributes, and inside generic arguments.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The types that a type names. Types nested in it, and the compiler's state machines, are types of their own.</summary>
    public static IEnumerable<Type> Of(Type type) => Members(type).SelectMany(Mentioned).Concat(Attributes(type)).SelectMany(Unwrapped).Distinct();

    /// <summary>The members and types that a type names, as its declaration and its code name them.</summary>
    public static IEnumerable<MemberInfo> Members(Type type)
    {
        if (type.BaseType is { } parent)
        {
            yield return parent;
        }

        foreach (var contract in type.GetInterfaces().Concat(Constraints(type.IsGenericTypeDefinition ? type.GetGenericArguments() : [])))
        {
            yield return contract;
        }

        foreach (var member in type.GetMembers(Declared).Where(m => m is not Type))
        {
            yield return member;
            if (member is MethodBase method)
            {
                foreach (var named in MethodBodies.NamedIn(method))
                {
                    yield return named;
                }
            }
        }
    }

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        PropertyInfo property => [property.DeclaringType!, property.PropertyType],
        EventInfo happening => [happening.DeclaringType!, happening.EventHandlerType!],
        MethodInfo method => [method.DeclaringType!, method.ReturnType, .. Parameters(method), .. GenericsOf(method)],
        ConstructorInfo constructor => [constructor.DeclaringType!, .. Parameters(constructor)],
        _ => throw new NotSupportedException($"a member of kind {member.MemberType}"),
    };

    private static IEnumerable<Type> Parameters(MethodBase method) => method.GetParameters().Select(p => p.ParameterType);

    private static IEnumerable<Type> GenericsOf(MethodInfo method) =>
        !method.IsGenericMethod ? [] : method.IsGenericMethodDefinition ? Constraints(method.GetGenericArguments()) : method.GetGenericArguments();

    private static IEnumerable<Type> Constraints(IEnumerable<Type> parameters) => parameters.SelectMany(p => p.GetGenericParameterConstraints());

    private static IEnumerable<Type> Attributes(Type type)
    {
        var members = type.GetMembers(Declared).Where(m => m is not Type).ToList();
        var methods = members.OfType<MethodBase>().ToList();
        return type.CustomAttributes
            .Concat(Generic(type.IsGenericTypeDefinition ? type.GetGenericArguments() : []))
            .Concat(members.SelectMany(m => m.CustomAttributes))
            .Concat(methods.SelectMany(m => m.GetParameters()).SelectMany(p => p.CustomAttributes))
            .Concat(methods.OfType<MethodInfo>().SelectMany(m => m.ReturnParameter.CustomAttributes))
            .Concat(methods.Where(m => m.IsGenericMethodDefinition).SelectMany(m => Generic(m.GetGenericArguments())))
            .SelectMany(a => Arguments(a.ConstructorArguments.Concat(a.NamedArguments.Select(n => n.TypedValue))).Append(a.AttributeType));

        static IEnumerable<CustomAttributeData> Generic(IEnumerable<Type> parameters) => parameters.SelectMany(p => p.CustomAttributes);
    }

    // The types of the arguments, and the types that are arguments: [Made(by: typeof(Gate))], also in arrays.
    private static IEnumerable<Type> Arguments(IEnumerable<CustomAttributeTypedArgument> arguments) => arguments.SelectMany(argument => argument.Value switch
    {
        Type type => [argument.ArgumentType, type],
        IEnumerable<CustomAttributeTypedArgument> items => Arguments(items).Append(argument.ArgumentType),
        _ => new[] { argument.ArgumentType },
    });

    // List<Permit[]> names List and Permit.
    private static IEnumerable<Type> Unwrapped(Type type) => type switch
    {
        { IsGenericParameter: true } => [],
        { HasElementType: true } => Unwrapped(type.GetElementType()!),
        { IsFunctionPointer: true } => type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(Unwrapped),
        { IsConstructedGenericType: true } => type.GetGenericArguments().SelectMany(Unwrapped).Append(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
