"""Do tasks wait longer than they should?"""
