using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ArtEngine.ArchitectureTests;

/// <summary>
/// Lists what the types of an assembly use, down to the bodies of their methods, also what ArchUnitNET does not see: what
/// they catch, and the type arguments of their bases and interfaces. Nested types, and with them lambdas and async methods, are counted
/// to the type that they stand in.
/// Constants leave no trace in compiled code.
/// </summary>
internal static class CodeReader
{
    private static readonly Dictionary<string, IReadOnlyList<CodeType>> Known = [];

    public static IReadOnlyList<CodeType> Read(System.Reflection.Assembly assembly)
    {
        lock (Known)
        {
            return Known.TryGetValue(assembly.Location, out var types)
                ? types
                : Known[assembly.Location] = [.. ReadTypes(assembly.Location)];
        }
    }

    private static IEnumerable<CodeType> ReadTypes(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        foreach (var type in module.Types.Where(type => !type.Name.StartsWith('<')))
        {
            var read = new CodeType(type.FullName);
            AddType(read, type);
            yield return read;
        }
    }

    private static void AddType(CodeType owner, TypeDefinition type)
    {
        IEnumerable<ICustomAttributeProvider> marked = [type, .. type.Fields, .. type.Methods, .. type.Properties, .. type.Events];
        Add(owner, marked.Concat(type.Methods.SelectMany(method => method.Parameters)).SelectMany(AttributeTypes));
        IReadOnlyList<TypeReference?> bases = [type.BaseType, .. type.Interfaces.Select(face => face.InterfaceType)];
        Add(owner, bases);
        Add(owner.UsesUnseen, bases.OfType<GenericInstanceType>().SelectMany(made => made.GenericArguments));
        Add(owner, type.Fields.Select(field => field.FieldType));
        Add(owner, type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
        foreach (var method in type.Methods)
        {
            Add(owner, [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)]);
            Add(owner, method.GenericParameters.SelectMany(parameter => parameter.Constraints)
                .Select(constraint => constraint.ConstraintType));
            if (method.HasBody)
            {
                AddBody(owner, method.Body);
            }
        }

        foreach (var nested in type.NestedTypes)
        {
            AddType(owner, nested);
        }
    }

    private static void AddBody(CodeType owner, MethodBody body)
    {
        Add(owner, body.Variables.Select(variable => variable.VariableType));
        foreach (var caught in body.ExceptionHandlers.Select(handler => handler.CatchType).OfType<TypeReference>())
        {
            Add(owner, [caught]);
            owner.UsesUnseen.Add(NameOf(caught.GetElementType()));
        }

        Add(owner, body.Instructions.Select(instruction => instruction.Operand as TypeReference));
        var members = body.Instructions.Select(instruction => instruction.Operand).OfType<MemberReference>()
            .Where(member => member is not TypeReference).ToList();
        Add(owner, members.Select(member => member.DeclaringType));
        Add(owner, members.OfType<FieldReference>().Select(field => field.FieldType));
        Add(owner, members.OfType<MethodReference>()
            .SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)));
        Add(owner, members.OfType<GenericInstanceMethod>().SelectMany(method => method.GenericArguments));
    }

    private static IEnumerable<TypeReference?> AttributeTypes(ICustomAttributeProvider marked) =>
        marked.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
            .Select(argument => argument.Value as TypeReference).Append(attribute.AttributeType));

    private static void Add(CodeType owner, IEnumerable<TypeReference?> used) => Add(owner.Uses, used);

    private static void Add(HashSet<string> names, IEnumerable<TypeReference?> used)
    {
        foreach (var type in used)
        {
            if (type is GenericInstanceType generic)
            {
                Add(names, generic.GenericArguments);
            }

            // Arrays, references and the like hide the type that they are made of; a nested type tells its outer one.
            if (type is TypeSpecification made)
            {
                Add(names, [made.ElementType]);
            }
            else if (type is not (null or GenericParameter))
            {
                names.Add(NameOf(type));
            }
        }
    }

    /// <summary>Of a nested type, its outermost one's.</summary>
    private static string NameOf(TypeReference type) => type.FullName.Split('/')[0];
}

/// <summary>A type and what it uses, by full names.</summary>
internal sealed class CodeType(string name)
{
    public string Name { get; } = name;

    public string Namespace => Name.Contains('.', StringComparison.Ordinal) ? Name[..Name.LastIndexOf('.')] : "";

    public HashSet<string> Uses { get; } = [];

    /// <summary>Those of them that ArchUnitNET does not see.</summary>
    public HashSet<string> UsesUnseen { get; } = [];
}
