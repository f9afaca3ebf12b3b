package io.hexr.cli;

import io.hexr.signing.Role;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class RoleConverter implements ITypeConverter<Role> {
    @Override
    public Role convert(String value) {
        for (Role role : Role.values()) {
            if (role.token().equals(value)) {
                return role;
            }
        }
        throw new TypeConversionException("'" + value + "' is neither release nor approve");
    }
}
